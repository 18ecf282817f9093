"""An organizer goes through the settings, the meeting hosts, the journal and the reports."""

from datetime import datetime
from pathlib import Path

from tests.flows.clinics import small_clinic, usual_people
from tests.flows.faults.conftest import lesson
from tests.flows.quick_presses.twins import twins
from tests.flows.quick_presses.walk import ASIDE, Walk, buttons
from tests.flows.quick_presses.whose import HOSTS, JOURNAL, LONG, MOST, SETTINGS, people

pytestmark = LONG


async def test_an_organizer_who_sets_the_clinic_up(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    words = {
        "ClinicSettings:name": ("Центр {}", "—"),
        "ClinicSettings:neutral": ("Онкоцентр {}", "центр {}", "—"),
        "ClinicSettings:contact": ("+7 495 000-00-{}", "—"),
        "ClinicSettings:city": ("Омск", "Москва", "Нигде"),
        "ClinicSettings:ending": ("5", "завтра"),
    }
    clinic = small_clinic(usual_people("Europe/Moscow"))
    elsewhere = {("OrganizerHome:main", "check"), ("ClinicSettings:main", "hosts")}
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, words)
        await walk.follow("settings")
        await walk.until(buttons(*SETTINGS) - elsewhere, MOST, avoided={*ASIDE, *elsewhere})


async def test_an_organizer_who_sees_to_hosts_and_checks_the_settings(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    words = {
        "HostCard:login": ("other{}@demo.invalid", "x"),
        "HostCard:link": ("https://telemost.example.org/j/{}", "x"),
    }
    hosts = ("settings", "hosts", "host=Черновикова")
    # Once it has a link there is no account to check; a wait lets the look that was just made grow old.
    ways = [
        (("ClinicSettings:main", "hosts"), ("settings",)),
        (("HostCard:card", "check"), hosts),
        (("OrganizerHome:main", "check"), ()),
        (("SettingsCheck:main", "again"), ("check",)),
        (("SettingsCheck:main", "hosts"), ("check",)),
    ]
    clinic = small_clinic(people())
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        wanted = {*buttons(*HOSTS), *(target for target, _ in ways)}
        await Walk(both, words, ways).until(wanted, MOST)


async def test_an_organizer_who_reads_the_journal(
    opening: datetime, sqlite_template: Path, tmp_path: Path
) -> None:
    words = {
        "ClinicJournal:who": ("Образцовский", "Никто"),
        "ClinicJournal:whose": ("Сказкина", "Никто"),
    }
    lessons = [lesson(f"{hour}:00", "west") for hour in range(10, 19)]
    days = ["mon", "tue"]
    clinic = small_clinic(people(), courses=[{**course, "weekdays": days} for course in lessons])
    elsewhere = {("OrganizerHome:main", widget) for widget in ("people", "add", "help", "check")}
    async with twins(clinic, "org", opening, sqlite_template, tmp_path) as both:
        await both.write("/start")
        walk = Walk(both, words)
        read = {("OrganizerHome:main", widget) for widget in ("journal", "reports")}
        await walk.until(read | buttons(*JOURNAL), MOST, avoided=elsewhere)
