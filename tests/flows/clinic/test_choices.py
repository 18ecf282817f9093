"""The organizer chooses the clinic's clocks, reminders and warnings; what people read follows."""

import pytest

from services.texts import Texts
from tests.flows.phones import World
from tests.flows.seeded import People

pytestmark = pytest.mark.usefixtures("running_program")


async def plan_at_eleven(people: People, texts: Texts) -> None:
    """Let the instructor plan a lesson for today."""
    ins = people["ins"]
    await ins.says("/start")
    await ins.press(texts.plain("button.create_lesson"))
    await ins.press(texts.plain("button.today"))
    await ins.says("11:00")
    await ins.says("30")
    await ins.press("Сказкина")
    await ins.press(texts.plain("button.next"))
    await ins.press(texts.plain("button.skip"))
    await ins.press(texts.plain("button.save"))


async def test_one_more_reminder_and_the_usual_one(people: People, world: World, texts: Texts) -> None:
    org, west, ins = people["org"], people["west"], people["ins"]
    await org.says("/settings")
    await org.press(texts.plain("organizer.button.reminder"))
    await org.press("✓")
    await org.sees(texts.plain("organizer.clinic.reminder.none"))
    await org.press(texts.plain("organizer.button.reminder"))
    await org.press("30")
    await org.sees(texts.many_plain("organizer.clinic.reminder.more", 30))
    await plan_at_eleven(people, texts)
    await world.advance(to="2026-11-23T07:30:10Z")
    countdown = texts.many_plain("time.in_minutes", 30)
    early = await west.sees(countdown.capitalize())
    assert early.button(texts.plain("button.join_lesson")) is None
    await ins.sees(countdown.capitalize())
    await world.advance(to="2026-11-23T07:50:10Z")
    await west.sees(texts.many_plain("time.in_minutes", 10).capitalize())
    await west.sees_button(texts.plain("button.join_lesson"))
    assert countdown.capitalize() not in "".join(seen.text for seen in await west.chat())


async def test_days_of_warning_by_a_press_and_by_writing(people: People, texts: Texts) -> None:
    org, doc = people["org"], people["doc"]
    ending = texts.plain("doctor.button.ending")
    await doc.says("/start")
    assert (await doc.last()).button(f"{ending} · 2") is None
    await org.says("/settings")
    await org.press(texts.plain("organizer.button.ending"))
    await org.says("скоро")
    await org.sees(texts.plain("refusal.ending-days", most=60))
    await org.says("365")
    await org.sees(texts.plain("refusal.ending-days", most=60))
    await org.says("31")
    await org.sees(texts.many_plain("organizer.clinic.ending.days", 31))
    await doc.says("/start")
    await doc.sees_button("2")
    await org.press(texts.plain("organizer.button.ending"))
    await org.press(texts.many_plain("organizer.clinic.ending.days", 3))
    await org.sees(texts.many_plain("organizer.clinic.ending.days", 3))
    await doc.says("/start")
    assert (await doc.last()).button("2") is None


async def test_the_clinic_moves_to_another_zone(people: People, world: World, texts: Texts) -> None:
    org = people["org"]
    city = "Владивосток" if texts.language == "ru" else "Vladivostok"
    await org.says("/settings")
    await org.press(texts.plain("organizer.button.clinic_zone"))
    await org.says("Нетакого")
    await org.sees(texts.plain("refusal.zone-unknown"))
    await org.says(city[:5])
    await org.press(city)
    shown = await org.sees(city, "16:45")
    assert "09:45" in shown.text
    await org.press(texts.plain("button.save"))
    await org.sees(texts.plain("organizer.clinic.title").replace("<b>", "").replace("</b>", ""), city)
    await org.press(texts.plain("button.home"))
    await org.press(texts.plain("organizer.button.journal"))
    await org.sees(texts.plain("organizer.journal.setting.timezone"))
