"""How a message is put together: a bold first line, an empty line, then one line after another."""

from datetime import datetime

from models import Person
from services.messages.context import Context
from services.moments import Moments
from services.ports import Button, ButtonStyle, OutgoingMessage
from services.texts import Html


def compose(title: Html, *lines: Html | None) -> Html:
    """Return a message's HTML; a None line is left out."""
    body = Html("\n".join(line for line in lines if line))
    return Html(f"<b>{title}</b>\n\n{body}") if body else Html(f"<b>{title}</b>")


def plain_mail(subject: str, *lines: Html | None) -> OutgoingMessage:
    """Return a mail of paragraphs."""
    return OutgoingMessage(html="\n".join(line for line in lines if line), subject=subject)


def call_for_help(context: Context, moments: Moments) -> Html:
    """Return the line on what to do if one feels worse: whom to call (product.md, Patient).

    Before a lesson it says not to start, during it to stop.
    """
    support, begun = context.organization.support_contact, context.the_lesson.begun(moments.now)
    if support:
        return moments.texts.html(
            "messages.worse_running_centre" if begun else "messages.worse_centre", support=support
        )
    return moments.texts.html("messages.worse_running" if begun else "messages.worse")


def zoom_name(person: Person) -> str:
    """Return the name a patient is advised to enter in Zoom: the first name only."""
    return person.first_name or ""


def was_line(context: Context, moments: Moments) -> Html | None:
    """Say when a lesson was before it was moved; None where the message tells of no move."""
    if "was" not in context.params:
        return None
    was = datetime.fromisoformat(str(context.params["was"]))
    return moments.texts.html("messages.moved.was", moment=moments.moment_html(was, capital=False))


def join_rows(context: Context, moments: Moments) -> tuple[tuple[Button, ...], ...]:
    """Return the participants' way into the meeting, nothing where there is no link."""
    if context.join_url is None:
        return ()
    words = moments.texts.plain("button.join_lesson")
    return ((Button(words, url=context.join_url, style=ButtonStyle.PRIMARY),),)
