"""What a look at the settings found, in an organizer's words."""

from datetime import datetime

from services.checks import Area, Finding, words
from services.checkups import Report
from services.moments import Moments
from services.texts import Html, Texts

SHOWN = (Area.TELEGRAM, Area.ZOOM, Area.MAIL, Area.DATABASE, Area.CLOCK, Area.MESSAGES, Area.LESSONS)

OWN = ("unknown", "inactive", "too_long", "no_host")
"""Remarks about one person, whom the organizer is told by name."""

NOT_SET_UP = "not_set_up"


def overview(report: Report, moments: Moments) -> Html:
    """Return a line for each point, then what is to be done."""
    texts = moments.texts
    lines = [_line(area, report, texts) for area in SHOWN if _found(area, report)]
    basic = [
        texts.html("checkup.basic", name=_name(finding, report, texts), minutes=finding.params["minutes"])
        for finding in report.findings
        if finding.code == "basic"
    ]
    told = Html("\n".join([*lines, *basic]))
    todo = remarks(report, moments)
    return told if not todo else Html(f"{told}\n\n{texts.html('checkup.todo')}\n{todo}")


def remarks(report: Report, moments: Moments) -> Html:
    """Return what is not well, with what to do about each."""
    return Html("\n".join(_remark(finding, report, moments) for finding in report.remarks))


def _found(area: Area, report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.area is area]


def _line(area: Area, report: Report, texts: Texts) -> Html:
    found, name = _found(area, report), texts.plain(f"checkup.area.{area.value}")
    amiss = sum(not finding.ok for finding in found)
    if amiss:
        return texts.many("checkup.amiss", amiss, area=name)
    absent = next((finding for finding in found if finding.code == NOT_SET_UP), None)
    if absent is not None:
        return texts.html("checkup.absent", words=words(texts, absent))
    more = _more(area, found, texts)
    if more is None:
        return texts.html("checkup.well", area=name)
    return texts.html("checkup.well_more", area=name, more=more)


def _more(area: Area, found: list[Finding], texts: Texts) -> str | None:
    numbers = {finding.code: finding.params for finding in found}
    if area is Area.MAIL:
        seconds = int(numbers["answers"]["seconds"])
        return (
            texts.many_plain("checkup.more.mail", seconds)
            if seconds
            else texts.plain("checkup.more.mail_at_once")
        )
    if area is Area.ZOOM:
        return texts.many_plain("checkup.more.zoom", int(numbers["hosts"]["count"]))
    if area is Area.MESSAGES:
        return texts.many_plain("checkup.more.messages", int(numbers["ahead"]["count"]))
    return texts.plain("checkup.more.lessons") if area is Area.LESSONS else None


def _remark(finding: Finding, report: Report, moments: Moments) -> Html:
    texts = moments.texts
    area = texts.plain(f"checkup.area.{finding.area.value}")
    if "at" in finding.params:
        at = datetime.fromisoformat(str(finding.params["at"]))
        return texts.html(
            f"checkup.lesson.{finding.code}",
            moment=moments.moment_html(at),
            name=_name(finding, report, texts),
        )
    if finding.code == "more":
        return texts.many("checkup.lesson.more", int(finding.params["count"]))
    if finding.code in OWN:
        minutes = finding.params.get("minutes", "")
        name = _name(finding, report, texts)
        return texts.html(f"checkup.remark.{finding.code}", name=name, minutes=minutes)
    if finding.code == "missing":
        return texts.many("checkup.remark.missing", int(finding.params["count"]))
    if finding.code == "broken":
        return texts.html("checkup.remark.broken", area=area)
    said = words(texts, finding)
    own_matter = finding.area is Area.LESSONS or finding.code == "undelivered"
    return texts.html("checkup.remark.own" if own_matter else "checkup.remark.admin", area=area, words=said)


def _name(finding: Finding, report: Report, texts: Texts) -> str:
    return report.names.get(int(finding.params["who"])) or texts.plain("checkup.somebody")
