"""Creating a clinic from the command line; aiogram stays out of it."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bot import database
from bot.bot_api import OK, UNKNOWN_TOKEN, NoAnswer, ask
from bot.clock import clock_at
from bot.errors import SettingsError
from bot.settings import HOW, LOCALES, Settings
from bot.wiring import mail_channel
from models import Channel, Notification, NotificationKind, Role
from services.clinics import names_illness
from services.contacts import clean_name
from services.database import make_engine, sessions
from services.errors import Refused
from services.invitations import Invitations
from services.notifications.preparing import Preparing
from services.notifications.settling import Settling
from services.ports import Clock, MessageChannel, OutsideFailure
from services.registration import NewPerson, Registration
from services.texts import Catalogues
from services.timetable import known_zone
from services.vault import Vault


@dataclass(frozen=True, slots=True)
class NewClinic:
    """A clinic as it was typed; ``organizer`` is "Family First Middle".

    Without a ``patient_name`` patients read the name, or a neutral one where the name tells of the illness.
    """

    name: str
    patient_name: str | None
    timezone: str
    organizer: str
    email: str
    language: str


def create(settings: Settings, new: NewClinic) -> int:
    """Create the clinic, print the organizer's link and mail it. Raises SettingsError."""
    if not known_zone(new.timezone):
        raise SettingsError(f"--timezone {new.timezone} is not a time zone: write it like Europe/Moscow.")
    username = asyncio.run(_username(settings))
    database.ready(settings.database_url)
    return asyncio.run(_create(settings, new, username))


async def _create(settings: Settings, new: NewClinic, username: str) -> int:
    vault = Vault.from_text(settings.encryption_key.get_secret_value())
    clock = await clock_at(settings.clock_url)
    engine = make_engine(settings.database_url)
    try:
        make_session = sessions(engine, vault)
        async with make_session() as session, session.begin():
            invitations = Invitations(session, clock, vault, username)
            registration = Registration(session, clock, vault, invitations)
            link = await _found(registration, invitations, settings, new)
        print(f"{new.name} is created. Patients read «{_for_patients(new)}».")
        print(f"The organizer opens this link once, within 72 hours:\n{link}")
        mail = mail_channel(settings, clock)
        if mail is None:
            print("SMTP_URL is not set, so no mail goes out: hand the link over yourself.")
        else:
            print(await _mail(make_session, clock, vault, username, mail))
    finally:
        await engine.dispose()
    return 0


async def _found(
    registration: Registration, invitations: Invitations, settings: Settings, new: NewClinic
) -> str:
    try:
        last, first, middle = clean_name(new.organizer)
        _, invitation = await registration.found_clinic(
            name=new.name,
            patient_name=_for_patients(new),
            timezone=new.timezone,
            support_contact=settings.support_contact,
            organizer=NewPerson(
                role=Role.ORGANIZER,
                last_name=last,
                first_name=first,
                middle_name=middle,
                email=new.email,
                timezone=new.timezone,
                language=new.language,
            ),
        )
    except Refused as refused:
        sentence = Catalogues(LOCALES).texts("en").plain(f"refusal.{refused.code}", **refused.params)
        raise SettingsError(sentence) from None
    return invitations.link(invitation) or ""


def _for_patients(new: NewClinic) -> str:
    if new.patient_name is not None:
        return new.patient_name
    if names_illness(new.name):
        return Catalogues(LOCALES).texts(new.language).plain("organizer.clinic.neutral_name")
    return new.name


async def _mail(
    make_session: async_sessionmaker[AsyncSession],
    clock: Clock,
    vault: Vault,
    username: str,
    mail: MessageChannel,
) -> str:
    """Send the invitation that was just planned; if the server does not take it, the running bot will."""
    async with make_session() as session, session.begin():
        newest = select(Notification.id).where(Notification.kind == NotificationKind.INVITATION)
        row_id = await session.scalar(newest.order_by(Notification.id.desc()).limit(1))
        preparing = Preparing(
            session, clock, Catalogues(LOCALES), Invitations(session, clock, vault, username)
        )
        delivery = await preparing.prepare(row_id) if row_id is not None else None
    if delivery is None:
        return "The mail has gone out already."
    try:
        await mail.send(delivery.address, delivery.message)
    except OutsideFailure as failure:
        return f"The mail could not be sent now ({failure.reason}); the running bot will try again."
    async with make_session() as session, session.begin():
        await Settling(session, clock).sent(delivery, Channel.MAIL, None)
    return "The same link went out by mail."


async def _username(settings: Settings) -> str:
    """Ask Telegram for the bot's name, which the link needs. Raises SettingsError."""
    try:
        answer = await ask(settings, "getMe")
    except NoAnswer:
        raise SettingsError(
            "TELEGRAM_API_URL does not answer: check the address, TELEGRAM_PROXY and the network."
        ) from None
    if answer.status in UNKNOWN_TOKEN:
        raise SettingsError(f"BOT_TOKEN is not known to Telegram: {HOW['BOT_TOKEN']}.")
    if answer.status != OK:
        raise SettingsError(f"TELEGRAM_API_URL answers with {answer.status}: try again later.")
    return str(answer.result["username"])
