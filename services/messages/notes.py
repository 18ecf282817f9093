"""Messages that are not a lesson's card: clearance, missing meetings, the host's way in."""

from datetime import datetime

from models import Clearance, ClearanceStatus, MeetingHost, NotificationKind, SupportMessage
from services.checkups import Report
from services.messages import voices
from services.messages.checkup import remarks
from services.messages.context import Context
from services.messages.letter import compose
from services.moments import Moments
from services.ports import Button, ButtonStyle, OutgoingMessage, Press
from services.texts import Html


def meeting_missing(context: Context, moments: Moments) -> OutgoingMessage:
    """Ask the instructor for a link: the lesson is near and has no meeting."""
    lesson, texts = context.the_lesson, moments.texts
    left = moments.minutes_left(lesson.starts_at)
    title = (
        texts.many("messages.missing.title", left)
        if left
        else texts.html("messages.missing.title_running", clock=moments.clock(lesson.starts_at))
    )
    button = Button(
        texts.plain("button.paste_link"), press=Press("paste", lesson.id), style=ButtonStyle.PRIMARY
    )
    return OutgoingMessage(compose(title, texts.html("messages.missing.text")), rows=((button,),))


def host_entry(context: Context, moments: Moments, url: str) -> OutgoingMessage:
    """Give the instructor the host's link, fetched this moment."""
    lesson, texts = context.the_lesson, moments.texts
    button = Button(texts.plain("button.open_meeting"), url=url, style=ButtonStyle.PRIMARY)
    return OutgoingMessage(
        compose(
            texts.html("messages.entry.title", clock=moments.clock_html(lesson.starts_at)),
            texts.html("messages.entry.text"),
            texts.html("messages.entry.end"),
        ),
        rows=((button,),),
    )


def entry_failed(context: Context, moments: Moments) -> OutgoingMessage:
    """Say that the provider gave no host link and what to press."""
    lesson, texts = context.the_lesson, moments.texts
    return OutgoingMessage(
        compose(texts.html("messages.entry_failed.title"), texts.html("messages.entry_failed.text")),
        rows=(
            (
                Button(
                    texts.plain("button.retry"), press=Press("enter", lesson.id), style=ButtonStyle.PRIMARY
                ),
            ),
            (Button(texts.plain("button.paste_link"), press=Press("paste", lesson.id)),),
        ),
    )


def clearance_given(context: Context, moments: Moments) -> OutgoingMessage:
    """Tell a patient that the doctor allows lessons."""
    texts = moments.texts
    following = context.following
    return OutgoingMessage(
        compose(
            texts.html("messages.clearance.given"),
            texts.html(
                "messages.clearance.nearest", moment=moments.moment_html(following.starts_at, capital=False)
            )
            if following
            else texts.html("messages.clearance.soon"),
        ),
        subject=texts.plain("messages.clearance.given"),
    )


def clearance_paused(context: Context, moments: Moments) -> OutgoingMessage:
    """Tell a patient softly that the doctor asks for a pause; the reason is not theirs to read here."""
    texts = moments.texts
    return OutgoingMessage(
        compose(
            texts.html("messages.clearance.paused"),
            texts.html("messages.clearance.paused_text", name=context.recipient.polite_name),
            texts.html("messages.clearance.paused_worse"),
        ),
        subject=texts.plain("messages.clearance.paused"),
    )


def clearance_changed(context: Context, moments: Moments, clearance: Clearance) -> OutgoingMessage:
    """Tell an instructor what a doctor decided about a patient of theirs."""
    texts = moments.texts
    subject = context.subject
    name = subject.person.list_name if subject else ""
    return OutgoingMessage(
        compose(texts.html("messages.clearance.changed", name=name), clearance_line(clearance, moments)),
        subject=texts.plain("messages.clearance.changed_subject"),
    )


def clearance_line(clearance: Clearance, moments: Moments) -> Html:
    """Return where a clearance stands, for staff."""
    texts = moments.texts
    if clearance.was_given and clearance.valid_until is not None:
        day = moments.month_day(clearance.valid_until)
        ended = not clearance.covers(moments.now)
        return texts.html("clearance.expired" if ended else "clearance.until", day=day)
    return texts.html(
        {
            ClearanceStatus.PENDING: "clearance.pending",
            ClearanceStatus.SUSPENDED: "clearance.suspended",
            ClearanceStatus.REFUSED: "clearance.refused",
        }.get(clearance.status, "clearance.pending")
    )


def patient_left(context: Context, moments: Moments) -> OutgoingMessage:
    """Tell an instructor that a patient takes part no more, and what that does to their lessons."""
    texts, params = moments.texts, context.params
    name = context.subject.person.list_name if context.subject else ""
    lessons, cancelled = int(params["lessons"]), int(params["cancelled"])
    about = datetime.fromisoformat(str(params["about"])) if "about" in params else None
    return OutgoingMessage(
        compose(
            texts.html("messages.patient_left.title", name=name),
            texts.many(
                "messages.patient_left.lessons",
                lessons,
                nearest=moments.moment_html(about, capital=False, relative=False),
            )
            if about is not None
            else texts.html("messages.patient_left.none"),
            texts.many("messages.patient_left.cancelled", cancelled) if cancelled else None,
        ),
        subject=texts.plain("messages.patient_left.subject"),
    )


def person_left(context: Context, moments: Moments, kind: NotificationKind) -> OutgoingMessage:
    """Tell an organizer that somebody withdrew their consent, or wants their record deleted, or kept."""
    texts, subject = moments.texts, context.subject
    name = subject.person.list_name if subject else ""
    role = texts.plain(f"roles.name.{subject.role.value}") if subject else ""
    until = moments.day_of(datetime.fromisoformat(str(context.params["until"])))
    return OutgoingMessage(
        compose(
            texts.html(f"messages.person_left.{kind.value}"),
            texts.html("messages.person_left.who", name=name, role=role),
            texts.html(f"messages.person_left.{kind.value}_text", day=moments.month_day(until)),
        ),
        subject=texts.plain(f"messages.person_left.{kind.value}"),
    )


def host_checked(context: Context, moments: Moments, host: MeetingHost) -> OutgoingMessage:
    """Tell the organizer what the meeting provider said of an instructor's account."""
    texts = moments.texts
    name = context.subject.person.list_name if context.subject else ""
    return OutgoingMessage(
        compose(texts.html("messages.host.title", name=name), host_line(host, moments)),
        subject=texts.plain("messages.host.subject"),
    )


def provider_refuses(context: Context, moments: Moments) -> OutgoingMessage:
    """Tell an organizer that Zoom turns the program away, what follows and what to do."""
    texts = moments.texts
    return OutgoingMessage(
        compose(
            texts.html("messages.provider.refuses"),
            texts.html("messages.provider.follows"),
            texts.html(f"messages.provider.{context.params['reason']}"),
        ),
        subject=texts.plain("messages.provider.refuses"),
    )


def provider_back(context: Context, moments: Moments) -> OutgoingMessage:
    """Tell an organizer that Zoom lets the program in again."""
    texts = moments.texts
    return OutgoingMessage(
        compose(texts.html("messages.provider.back"), texts.html("messages.provider.back_text")),
        subject=texts.plain("messages.provider.back"),
    )


def checkup_remarks(context: Context, moments: Moments, report: Report) -> OutgoingMessage:
    """Tell an organizer what the look of the morning found amiss, and what to do."""
    texts = moments.texts
    subject = context.subject
    button = Button(
        texts.plain("button.open_checkup"),
        press=Press("checkup", subject.id if subject else 0),
        style=ButtonStyle.PRIMARY,
    )
    return OutgoingMessage(
        compose(texts.many("messages.checkup.title", len(report.remarks)), remarks(report, moments)),
        rows=((button,),),
        subject=texts.plain("messages.checkup.subject"),
    )


def meeting_delayed(context: Context, moments: Moments) -> OutgoingMessage:
    """Tell an instructor that Zoom makes no more meetings of theirs today, and from when it does again."""
    texts = moments.texts
    until = datetime.fromisoformat(str(context.params["until"]))
    return OutgoingMessage(
        compose(
            texts.html("messages.delayed.title"),
            texts.html("messages.delayed.text", moment=moments.moment_html(until, capital=False)),
            texts.html("messages.delayed.earlier"),
        ),
        subject=texts.plain("messages.delayed.title"),
    )


def support_question(context: Context, moments: Moments, question: SupportMessage) -> OutgoingMessage:
    """Bring an organizer what somebody asks the clinic."""
    texts = moments.texts
    writer = context.subject
    name = writer.person.full_name if writer else ""
    role = texts.plain(f"roles.name.{writer.role.value}") if writer else ""
    before_consent = writer is not None and writer.activated_at is None
    title = "support.told.before_consent" if before_consent else "support.told.question"
    button = Button(
        texts.plain("support.button.reply"), press=Press("answer", question.id), style=ButtonStyle.PRIMARY
    )
    return OutgoingMessage(
        compose(
            texts.html(title),
            texts.html("support.told.from", name=name, role=role),
            *voices.lines(question, moments),
        ),
        rows=((button,),),
        voice=voices.note(question, moments),
        subject=texts.plain(title),
    )


def instructor_asked(context: Context, moments: Moments, question: SupportMessage) -> OutgoingMessage:
    """Bring an instructor what a patient asks them, with the lesson it was asked from."""
    texts, lesson = moments.texts, question.lesson
    name = context.subject.person.list_name if context.subject else ""
    rows: tuple[tuple[Button, ...], ...] = (
        (
            Button(
                texts.plain("support.button.reply"),
                press=Press("answer", question.id),
                style=ButtonStyle.PRIMARY,
            ),
        ),
        (Button(texts.plain("support.button.seen"), press=Press("seen", question.id)),),
    )
    about = None
    if lesson is not None:
        card = Button(texts.plain("button.open_lesson_card"), press=Press("lesson", lesson.id))
        rows = (rows[0], (card,), rows[1])
        about = texts.html(
            "messages.declined.lesson", moment=moments.moment_html(lesson.starts_at, capital=False)
        )
    return OutgoingMessage(
        compose(
            texts.html("ask.told.question", name=name),
            *voices.lines(question, moments),
            about,
        ),
        rows=rows,
        voice=voices.note(question, moments),
        subject=texts.plain("ask.told.question", name=name),
    )


def support_answer(
    context: Context, moments: Moments, answer: SupportMessage, question: SupportMessage
) -> OutgoingMessage:
    """Bring somebody the answer to what they asked the clinic or an instructor."""
    texts = moments.texts
    name = answer.author.person.polite_name
    title = texts.html("support.told.answer")
    subject = texts.plain("support.told.answer")
    more = Press("ask", answer.id)
    if question.addressee_id is not None:
        title, subject = texts.html("ask.told.answer", name=name), texts.plain("ask.told.answer", name=name)
        about = question.lesson_id
        more = Press("ask_instructor", about) if about is not None else Press("ask_leading", answer.id)
    return OutgoingMessage(
        compose(title, *voices.lines(answer, moments)),
        rows=(
            (Button(texts.plain("support.button.more"), press=more),),
            (Button(texts.plain("support.button.seen"), press=Press("seen", answer.id)),),
        ),
        subject=subject,
        voice=voices.note(answer, moments),
    )


def host_line(host: MeetingHost, moments: Moments) -> Html:
    """Return where an instructor's meeting account stands, for staff."""
    texts = moments.texts
    if host.problem is not None:
        return texts.html(f"host.problem.{host.problem}", login=host.login or "")
    if host.checked_at is None and host.check_due_at is not None:
        return texts.html("host.checking")
    if host.minutes_limit is not None:
        return texts.html("host.limited", minutes=host.minutes_limit)
    return texts.html("host.ready" if host.login else "host.asked")
