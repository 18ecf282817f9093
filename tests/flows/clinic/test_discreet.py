"""Messages without personal data: what they say is read in the bot, the way in works without it."""

import re

import pytest

from services.texts import Texts
from tests.flows.phones import Seen, World
from tests.flows.seeded import People

CANARIES = ("Черновикова", "Алла", "Ирина", "Сказкина", "Якобыев", "Степан", "Людмила", "Пример")
"""Names of the clinic's people, and its own."""

pytestmark = pytest.mark.usefixtures("running_program")


def told(seen: Seen) -> str:
    """Return all that a message shows."""
    return "\n".join([seen.text, *(button["text"] for button in seen.buttons)])


async def discreet(people: People, texts: Texts) -> None:
    """Let the organizer turn it on."""
    org = people["org"]
    await org.says("/settings")
    await org.press(texts.plain("organizer.button.discreet"))
    await org.press(texts.plain("organizer.button.turn_on"))
    await org.sees_button(texts.plain("organizer.button.turn_off"))


async def test_a_lessons_card_says_only_that_there_is_a_message_and_leads_in(
    people: People, world: World, texts: Texts
) -> None:
    west, ins = people["west"], people["ins"]
    await discreet(people, texts)
    await world.advance(to="2026-11-23T06:50:10Z")
    card = await west.sees_button(texts.plain("button.join_lesson"))
    assert not [name for name in CANARIES if name in told(card)]
    button = card.button(texts.plain("button.join_lesson"))
    assert button is not None
    assert (await world.open_link(button["url"], "Ирина"))["role"] == "participant"
    begins = await ins.sees_button(texts.plain("button.begin_lesson"))
    assert not [name for name in CANARIES if name in told(begins)]
    await west.press(texts.plain("discreet.open"), card)
    await west.sees("Алла")
    await ins.press(texts.plain("button.lesson_people"), begins)
    await ins.sees("Сказкина")
    await world.advance(to="2026-11-23T07:30:10Z")
    over = next(seen for seen in await west.chat() if seen.id == card.id)
    assert over.button(texts.plain("button.join_lesson")) is None
    assert not [name for name in CANARIES if name in told(over)]


async def test_cards_that_are_there_change_at_once_and_back(
    people: People, world: World, texts: Texts
) -> None:
    west, org = people["west"], people["org"]
    await world.advance(to="2026-11-23T06:50:10Z")
    card = await west.sees_button(texts.plain("button.join_lesson"))
    assert "Алла" in card.text
    await discreet(people, texts)
    await world.advance(seconds=5)
    await west.sees_button(texts.plain("discreet.open"))
    (now,) = [seen for seen in await west.chat() if seen.id == card.id]
    assert "Алла" not in now.text
    await org.press(texts.plain("organizer.button.turn_off"))
    await world.advance(seconds=5)
    await west.sees("Алла", since=card.id - 1)


async def test_a_decision_is_read_in_the_bot_by_its_reader_alone(
    people: People, world: World, texts: Texts
) -> None:
    doc, new = people["doc"], people["new"]
    await discreet(people, texts)
    await doc.says("/start")
    await doc.press(texts.plain("doctor.button.patients"))
    await doc.press("Шаблонова")
    await doc.press(texts.plain("button.clear"))
    await doc.press("30 ")
    await doc.press(texts.plain("button.save"))
    await world.advance(seconds=5)
    note = await new.sees_button(texts.plain("discreet.open"))
    assert note.text == texts.plain("discreet.title")
    await new.press(texts.plain("discreet.open"), note)
    await new.sees(texts.plain("messages.clearance.given"))


async def test_a_question_that_was_opened_is_answered_there_and_the_answer_asked_back(
    people: People, world: World, texts: Texts
) -> None:
    west, org = people["west"], people["org"]
    await org.says("/start")
    await discreet(people, texts)
    await west.says("/help")
    await west.press(texts.plain("support.button.write"))
    await west.says("Можно ли сидя?")
    await west.press(texts.plain("support.button.send"))
    await world.advance(seconds=5)
    note = await org.sees_button(texts.plain("discreet.open"))
    assert "сидя" not in note.text
    assert note.buttons[0]["text"] == texts.plain("discreet.open")
    await org.press(texts.plain("discreet.open"), note)
    opened = await org.sees("Можно ли сидя?")
    await org.press(texts.plain("support.button.reply"), opened)
    await org.says("Да.")
    await org.press(texts.plain("support.button.answer"))
    await world.advance(seconds=5)
    reply = await west.sees_button(texts.plain("discreet.open"), since=note.id)
    await west.press(texts.plain("discreet.open"), reply)
    await west.press(
        texts.plain("support.button.more"), await west.sees(texts.plain("support.told.answer"), "Да.")
    )
    await west.sees(texts.plain("support.write.text"))


async def test_a_question_about_a_lesson_is_read_in_the_bot_too(
    people: People, world: World, texts: Texts
) -> None:
    west, org, ins = people["west"], people["org"], people["ins"]
    for phone in (org, ins, west):
        await phone.says("/start")
    await discreet(people, texts)
    await west.press(texts.plain("patient.button.lessons"))
    await west.press("09:00")
    await west.press(texts.plain("button.answer.ask_instructor"))
    await west.says("Можно ли сидя?")
    await west.press(texts.plain("ask.button.send"))
    await world.advance(seconds=5)
    note = await ins.sees_button(texts.plain("support.button.reply"))
    assert "сидя" not in note.text
    assert note.buttons[0]["text"] == texts.plain("discreet.open")
    await ins.press(texts.plain("discreet.open"), note)
    await ins.sees("Можно ли сидя?")


async def test_an_invitation_by_mail_names_nobody(people: People, world: World, texts: Texts) -> None:
    org = people["org"]
    await discreet(people, texts)
    await org.says("/start")
    await org.press(texts.plain("organizer.button.add"))
    await org.press(texts.plain("organizer.role_title.patient"))
    await org.says("Новых Фёдор Примерович")
    await org.says("fresh@demo.invalid")
    await org.press("Москва" if texts.language == "ru" else "Moscow")
    await org.press(texts.plain("organizer.button.invite"))
    mail = await world.mail("fresh@demo.invalid", "start=")
    assert not [name for name in (*CANARIES, "Фёдор", "Новых") if name in mail["subject"] + mail["text"]]


async def test_a_code_and_what_goes_where_the_person_no_longer_is_can_be_read_there(
    people: People, world: World, texts: Texts
) -> None:
    west = people["west"]
    await west.says("/start")
    await discreet(people, texts)
    other = await world.phone("ru")
    await other.says("/start")
    await other.press("Войти по коду")
    await other.says("west@demo.invalid")
    mail = await world.mail("west@demo.invalid")
    assert not [name for name in CANARIES if name in mail["subject"] + mail["text"]]
    (digits,) = re.findall(r"\d{3} \d{3}", mail["subject"])
    await other.says(digits)
    told_old = await west.sees_button(texts.plain("button.not_me"))
    assert texts.plain("messages.elsewhere.title") in told_old.text
    assert not [name for name in CANARIES if name in told(told_old)]
