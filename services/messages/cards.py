"""The living card of a lesson: what patients and the instructor read at each moment of its life."""

from models import Lesson, NotificationKind, Outcome, ParticipantState
from services.lessons.rules import Phase, phase
from services.messages import answers, entering, specialists
from services.messages.context import Context, Unreached
from services.messages.letter import call_for_help, compose, join_rows, was_line, zoom_name
from services.moments import Moments
from services.ports import Button, ButtonStyle, OutgoingMessage, Press
from services.texts import Html


def lesson_card(context: Context, moments: Moments, kind: NotificationKind) -> OutgoingMessage:
    """Return the recipient's card of a lesson as it is now; ``kind`` is what caused it to be shown."""
    if context.specialist:
        return specialists.card(context, moments, kind)
    if context.place is None:
        if not context.holds:
            return no_longer(context.the_lesson, moments)
        return _instructor(context, moments, kind)
    return _patient(context, moments, kind)


def no_longer(lesson: Lesson, moments: Moments) -> OutgoingMessage:
    """Return the card of someone whose lesson it was: another holds it, or the place is theirs no more."""
    texts = moments.texts
    return OutgoingMessage(
        compose(
            texts.html("messages.no_longer.title"),
            moments.moment_html(lesson.starts_at, relative=False),
            texts.html("messages.no_longer.text"),
        )
    )


def _patient(context: Context, moments: Moments, kind: NotificationKind) -> OutgoingMessage:
    lesson, texts = context.the_lesson, moments.texts
    place = context.place
    now_in = phase(lesson, moments.now)
    led_by = texts.html("messages.led_by", name=lesson.instructor.person.polite_name)
    if now_in is Phase.CANCELLED:
        return OutgoingMessage(
            compose(
                texts.html("messages.cancelled.title"),
                texts.html("messages.cancelled.text", moment=moments.moment_html(lesson.starts_at)),
                _following(context.following, moments),
            ),
            rows=answers.ask(lesson, moments),
        )
    declined = place is not None and place.state is ParticipantState.DECLINED
    if now_in is Phase.FINISHED:
        following = _following(context.following, moments, relative=False)
        return OutgoingMessage(compose(*_over(context, moments), following))
    if place is None or place.state is ParticipantState.BLOCKED:
        return OutgoingMessage(
            compose(moments.moment_html(lesson.starts_at), texts.html("messages.waiting.text"))
        )
    if declined:
        return answers.declined(context, moments, _following(context.following, moments))
    if now_in is Phase.PLANNED:
        return answers.asking(context, moments, kind) or _patient_planned(context, moments, kind, led_by)
    if context.join_url is not None and context.params.get(answers.VIEW) == entering.STUCK:
        return entering.how_to(context, moments, join_rows(context, moments))
    if now_in is Phase.RUNNING:
        return OutgoingMessage(
            compose(
                texts.html("messages.running.title", clock=moments.clock_html(lesson.starts_at, marked=True)),
                texts.html("messages.running.until", clock=moments.clock_html(lesson.ends_at)),
                texts.html("messages.running.awaited") if context.awaited else None,
                call_for_help(context, moments),
                texts.html("entering.question") if entering.is_asked(context, moments) else None,
                None if context.join_url else texts.html("messages.no_link_yet"),
            ),
            rows=(*join_rows(context, moments), *entering.rows(context, moments)),
        )
    return OutgoingMessage(
        compose(
            moments.countdown_html(lesson.starts_at),
            was_line(context, moments),
            led_by,
            texts.html("messages.zoom_name", name=zoom_name(context.recipient)),
            call_for_help(context, moments),
            None if context.join_url else texts.html("messages.no_link_yet"),
        ),
        rows=(*join_rows(context, moments), *entering.rows(context, moments)),
    )


def _patient_planned(
    context: Context, moments: Moments, kind: NotificationKind, led_by: Html
) -> OutgoingMessage:
    lesson, texts = context.the_lesson, moments.texts
    asked = answers.is_asked(context, moments, kind)
    rows = answers.question(context, moments) if asked else answers.refusal(context, moments)
    question = texts.html("messages.answer.question") if asked else None
    if kind is NotificationKind.LESSON_SOON:
        return OutgoingMessage(
            compose(
                moments.countdown_html(lesson.starts_at),
                texts.html(
                    "messages.planned.who",
                    name=lesson.instructor.person.polite_name,
                    minutes=moments.minutes(lesson.minutes),
                ),
                texts.html("messages.planned.entry"),
                question,
            ),
            rows=rows,
        )
    if kind is NotificationKind.LESSON_MOVED:
        return OutgoingMessage(
            compose(
                texts.html("messages.moved.title"),
                was_line(context, moments),
                texts.html("messages.moved.now", moment=moments.moment_html(lesson.starts_at, capital=False)),
                led_by,
                question,
            ),
            rows=rows,
        )
    return OutgoingMessage(
        compose(
            texts.html("messages.planned.title"),
            moments.moment_html(lesson.starts_at),
            texts.html(
                "messages.planned.who",
                name=lesson.instructor.person.polite_name,
                minutes=moments.minutes(lesson.minutes),
            ),
            question or texts.html("messages.answer.later"),
            texts.html("messages.planned.entry"),
        ),
        rows=rows,
    )


def _instructor(context: Context, moments: Moments, kind: NotificationKind) -> OutgoingMessage:
    lesson, texts = context.the_lesson, moments.texts
    now_in = phase(lesson, moments.now)
    who = group(lesson, moments)
    # A card's last words are read for weeks.
    last = now_in is Phase.FINISHED
    moment = moments.moment_html(lesson.starts_at, lesson.ends_at, relative=not last)
    if now_in is Phase.CANCELLED:
        return OutgoingMessage(compose(texts.html("messages.cancelled.title"), moment, who))
    if now_in is Phase.FINISHED:
        button = Button(texts.plain("button.attendance"), press=Press("attendance", lesson.id))
        return OutgoingMessage(
            compose(texts.html("messages.finished.title"), moment, who, _attendance(lesson, moments)),
            rows=((button,),),
        )
    if now_in is Phase.PLANNED:
        title = texts.html("messages.moved.title")
        if kind is NotificationKind.LESSON_SOON:
            title = texts.html("messages.instructor.soon", countdown=moments.countdown_html(lesson.starts_at))
        return OutgoingMessage(compose(title, moment, who, answers.counted(lesson, moments)))
    title = (
        texts.html(
            "messages.instructor.starting",
            clock=moments.clock_html(lesson.starts_at, marked=True),
            countdown=moments.in_minutes(lesson.starts_at),
        )
        if now_in is Phase.STARTING
        else texts.html(
            "messages.instructor.running", clock=moments.clock_html(lesson.starts_at, marked=True)
        )
    )
    waiting = sum(place.state is ParticipantState.BLOCKED for place in lesson.participants)
    return OutgoingMessage(
        compose(
            title,
            who,
            inside(lesson, moments) or answers.counted(lesson, moments),
            texts.many("messages.instructor.waiting", waiting) if waiting else None,
            *(_unreached(patient, moments) for patient in context.unreached),
            None if context.join_url else texts.html("messages.instructor.no_meeting"),
        ),
        rows=(
            (
                Button(
                    texts.plain("button.begin_lesson"),
                    press=Press("enter", lesson.id),
                    style=ButtonStyle.PRIMARY,
                ),
            ),
            (
                Button(texts.plain("button.lesson_people"), press=Press("lesson", lesson.id)),
                *_missed(context, moments),
            ),
            *(((_cannot_hold(lesson, moments),),) if now_in is Phase.STARTING else ()),
        ),
    )


def inside(lesson: Lesson, moments: Moments) -> Html | None:
    """«В Zoom 3 из 4» by the patients' own words; None before the lesson and until somebody says so."""
    expected = [place for place in lesson.participants if place.state.expected]
    there = sum(place.entered_at is not None for place in expected)
    if not there or not lesson.begun(moments.now):
        return None
    return moments.texts.html("messages.instructor.inside", there=there, of=len(expected))


def _cannot_hold(lesson: Lesson, moments: Moments) -> Button:
    words = moments.texts.plain("button.cannot_hold")
    return Button(words, press=Press("cannot_hold", lesson.id), style=ButtonStyle.DANGER)


def _over(context: Context, moments: Moments) -> tuple[Html, Html]:
    """Return the first line and the next of a patient's card when the lesson is over: nobody is blamed."""
    lesson, texts, place = context.the_lesson, moments.texts, context.place
    moment = moments.moment_html(lesson.starts_at, relative=False)
    if lesson.outcome not in (None, Outcome.HELD, Outcome.NOBODY_CAME):
        return texts.html("messages.not_held.title"), texts.html("messages.not_held.text", moment=moment)
    if place is not None and place.state in (ParticipantState.NO_SHOW, ParticipantState.EXCUSED):
        return texts.html("messages.missed.title"), texts.html("messages.missed.text", moment=moment)
    declined = place is not None and place.state is ParticipantState.DECLINED
    said = "messages.finished.without" if declined else "messages.finished.text"
    return texts.html("messages.finished.title"), texts.html(said, moment=moment)


def _attendance(lesson: Lesson, moments: Moments) -> Html | None:
    """Return how many were there, once the instructor has said so."""
    texts = moments.texts
    if lesson.outcome is None:
        return None
    if lesson.outcome is not Outcome.HELD:
        return texts.html(
            "messages.instructor.not_held", why=texts.plain(f"instructor.outcome.{lesson.outcome.value}")
        )
    there = [place for place in lesson.participants if place.state is ParticipantState.ATTENDED]
    return texts.html("messages.instructor.there", there=len(there), of=len(lesson.participants))


def group(lesson: Lesson, moments: Moments) -> Html:
    """Return who comes, for staff: the one patient's name, or how many."""
    if len(lesson.participants) == 1:
        return moments.texts.html(
            "messages.instructor.one", name=lesson.participants[0].patient.person.list_name
        )
    return moments.texts.many("messages.instructor.group", len(lesson.participants))


def _missed(context: Context, moments: Moments) -> tuple[Button, ...]:
    """Return the button that shows whom the reminder did not reach, where there are such."""
    count = len(context.unreached)
    if not count:
        return ()
    label = moments.texts.plain("delivery.button.missed", number=count)
    return (Button(label, press=Press("delivery", context.the_lesson.id)),)


def _unreached(patient: Unreached, moments: Moments) -> Html:
    texts, name, phone = moments.texts, patient.person.list_name, patient.person.phone
    if phone is None:
        return texts.html(
            "messages.instructor.unreached_no_phone"
            if patient.mailed
            else "messages.instructor.untold_no_phone",
            name=name,
        )
    return texts.html(
        "messages.instructor.unreached" if patient.mailed else "messages.instructor.untold",
        name=name,
        phone=phone,
    )


def _following(following: Lesson | None, moments: Moments, *, relative: bool = True) -> Html | None:
    if following is None:
        return None
    moment = moments.moment_html(following.starts_at, capital=False, relative=relative)
    return moments.texts.html("messages.following", moment=moment)
