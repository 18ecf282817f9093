"""Who gets what: sessions and services for handlers, means for the scheduler."""

from collections.abc import AsyncIterator, Mapping

from dishka import AsyncContainer, Provider, Scope, from_context, make_async_container, provide
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from bot.settings import LOCALES, Settings
from integrations.mail import MailChannel, parse_sender, parse_smtp_url
from integrations.pasted_link import PastedLinkProvider
from integrations.zoom import ZoomProvider
from models import HostProvider
from services.checkups import Checkups
from services.clearances import Clearances
from services.clinics import Clinics
from services.corrections import Corrections
from services.database import make_engine, sessions
from services.farewell import Farewell
from services.identity import Identity
from services.installation import Installation
from services.invitations import Invitations
from services.journal import Journal
from services.leaving import Leaving
from services.lessons.answers import Answers
from services.lessons.attendance import Attendance
from services.lessons.book import LessonBook
from services.lessons.calendar import LessonCalendar
from services.lessons.calendar_files import CalendarFiles
from services.lessons.calling_off import CallingOff
from services.lessons.changing_length import ChangingLength
from services.lessons.changing_people import ChangingPeople
from services.lessons.delivering import Delivering
from services.lessons.entering import Entering
from services.lessons.entry import Entry
from services.lessons.extending import Extending
from services.lessons.handover import HandOver
from services.lessons.moving_series import MovingSeries
from services.lessons.offers import Offers
from services.lessons.schedule import Schedule
from services.lessons.series import Series
from services.lessons.standing_in import StandingIn
from services.meeting_hosts import MeetingHosts
from services.notifications.reading import Reading
from services.own_contacts import OwnContacts
from services.people import People
from services.people_import.imports import PeopleImports
from services.ports import Clock, MeetingProvider
from services.privacy import Privacy
from services.profile import Profile
from services.registration import Registration
from services.reports import Reports
from services.signing_in import SigningIn
from services.support import Support
from services.texts import Catalogues
from services.vault import Vault

MAIL_SECONDS = 20
"""How long the mail server may take over each answer."""

ZOOM_SECONDS = 4
"""How long Zoom may take to be reached and again to answer: a request under way cannot be cancelled, and the
program must be out within ten seconds when asked to stop."""


class Installed(Provider):
    """What lives as long as the program."""

    scope = Scope.APP

    settings = from_context(Settings)
    clock = from_context(Clock)
    installation = from_context(Installation)

    @provide
    def vault(self, settings: Settings) -> Vault:
        """The keys."""
        return Vault.from_text(settings.encryption_key.get_secret_value())

    @provide
    def catalogues(self) -> Catalogues:
        """The words."""
        return Catalogues(LOCALES)

    @provide
    async def engine(self, settings: Settings) -> AsyncIterator[AsyncEngine]:
        """The database; its pool is closed with the program."""
        engine = make_engine(settings.database_url)
        yield engine
        await engine.dispose()

    @provide
    def sessions(self, engine: AsyncEngine, vault: Vault) -> async_sessionmaker[AsyncSession]:
        """Sessions that carry the keys."""
        return sessions(engine, vault)


class PerUpdate(Provider):
    """What lives as long as one update: services over its one session."""

    scope = Scope.REQUEST

    session = from_context(AsyncSession)
    identity = provide(Identity)
    people = provide(People)
    registration = provide(Registration)
    leaving = provide(Leaving)
    corrections = provide(Corrections)
    handover = provide(HandOver)
    standing_in = provide(StandingIn)
    extending = provide(Extending)
    entering = provide(Entering)
    moving_series = provide(MovingSeries)
    changing_length = provide(ChangingLength)
    changing_people = provide(ChangingPeople)
    clinics = provide(Clinics)
    checkups = provide(Checkups)
    reading = provide(Reading)
    meeting_hosts = provide(MeetingHosts)
    clearances = provide(Clearances)
    schedule = provide(Schedule)
    series = provide(Series)
    calling_off = provide(CallingOff)
    answers = provide(Answers)
    offers = provide(Offers)
    entry = provide(Entry)
    delivering = provide(Delivering)
    attendance = provide(Attendance)
    calendar_files = provide(CalendarFiles)
    book = provide(LessonBook)
    calendar = provide(LessonCalendar)
    people_imports = provide(PeopleImports)
    profile = provide(Profile)
    own_contacts = provide(OwnContacts)
    signing_in = provide(SigningIn)
    journal = provide(Journal)
    privacy = provide(Privacy)
    farewell = provide(Farewell)
    reports = provide(Reports)
    support = provide(Support)

    @provide
    def invitations(
        self, session: AsyncSession, clock: Clock, vault: Vault, installation: Installation
    ) -> Invitations:
        """Invitations with links to this bot."""
        return Invitations(session, clock, vault, installation.bot_username)


def make_container(settings: Settings, clock: Clock, installation: Installation) -> AsyncContainer:
    """Return the container everything is taken from."""
    return make_async_container(
        Installed(),
        PerUpdate(),
        context={Settings: settings, Clock: clock, Installation: installation},
    )


def meeting_providers(settings: Settings, clock: Clock) -> Mapping[HostProvider, MeetingProvider]:
    """Return the meeting providers that are set up."""
    providers: dict[HostProvider, MeetingProvider] = {HostProvider.LINK: PastedLinkProvider()}
    if settings.zoom_account_id and settings.zoom_client_id and settings.zoom_client_secret:
        providers[HostProvider.ZOOM] = ZoomProvider(
            account_id=settings.zoom_account_id,
            client_id=settings.zoom_client_id,
            client_secret=settings.zoom_client_secret.get_secret_value(),
            api_url=settings.zoom_api_url,
            oauth_url=settings.zoom_oauth_url,
            clock=clock,
            timeout=ZOOM_SECONDS,
        )
    return providers


def mail_channel(settings: Settings, clock: Clock) -> MailChannel | None:
    """Return the channel of mails, None where no server is set up."""
    if settings.smtp_url is None or settings.mail_from is None:
        return None
    server = parse_smtp_url(settings.smtp_url.get_secret_value())
    return MailChannel(server, parse_sender(settings.mail_from), clock, timeout=MAIL_SECONDS)
