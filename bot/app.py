"""The program: what runs, in which order it starts, and how it stops."""

import asyncio
import gc
import signal
from contextlib import suppress

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError
from aiogram.types import Update
from dishka import AsyncContainer
from dishka.integrations.aiogram import CONTAINER_NAME
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bot.check.surroundings import Surroundings
from bot.clock import FollowedClock, SystemClock, clock_at
from bot.errors import SettingsError
from bot.settings import Settings
from bot.wiring import mail_channel, make_container, meeting_providers
from handlers.common.menu import offered
from handlers.router import make_dispatcher
from integrations.telegram.channel import TelegramChannel
from integrations.telegram.files import TelegramFiles
from integrations.telegram.fsm import DatabaseStorage
from integrations.telegram.inbox import Inbox
from integrations.telegram.poller import Poller, RivalPoller, WebhookSet
from integrations.telegram.profile import introduce
from integrations.telegram.recorder import RecordedMessages, RecordingBot
from integrations.telegram.session import DEFAULTS, make_session
from models import HostProvider, Person
from scheduler.checkups import Checkups
from scheduler.delivery import Deliveries
from scheduler.imports import Imports
from scheduler.meetings import Meetings
from scheduler.ticker import Ticker
from scheduler.work import Work
from services.installation import Installation
from services.texts import Catalogues
from services.vault import Vault

log = structlog.get_logger()

STOP_SECONDS = 8
"""How long what is under way may take to finish once the program is asked to stop."""


async def run_until_signal(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Raises SettingsError when Telegram does not know the token."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await run(settings, stop)


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Run until ``stop`` is set. Raises SettingsError when Telegram does not know the token."""
    clock = await clock_at(settings.clock_url)
    token = settings.bot_token.get_secret_value()
    session = make_session(settings.telegram_api_url, settings.telegram_proxy)
    bot = Bot(token, session=session, default=DEFAULTS)
    try:
        installation = Installation(
            bot_username=await _username(bot, stop),
            zoom=settings.zoom_set_up,
            mail=settings.smtp_url is not None,
            support_contact=settings.support_contact,
        )
        if stop.is_set():
            return
        container = make_container(settings, clock, installation)
        try:
            await _run(settings, clock, bot, container, installation, stop)
        finally:
            await container.close()
    finally:
        await session.close()


async def _run(
    settings: Settings,
    clock: FollowedClock | SystemClock,
    bot: Bot,
    container: AsyncContainer,
    installation: Installation,
    stop: asyncio.Event,
) -> None:
    sessions = await container.get(async_sessionmaker[AsyncSession])
    catalogues = await container.get(Catalogues)
    work = Work(sessions, clock, await container.get(Vault), catalogues, installation.bot_username)
    providers = meeting_providers(settings, clock)
    recording = RecordingBot(bot.token, session=bot.session, default=DEFAULTS)
    inbox = Inbox(
        sessions=sessions,
        clock=clock,
        bot=bot,
        recording=recording,
        dispatcher=make_dispatcher(DatabaseStorage(), RecordedMessages()),
        feed=Feeding(container),
        apology=Apology(catalogues),
        patience=lambda language: catalogues.texts(language).plain("fault.patience"),
        after=lambda: ticker.wake(),
    )
    telegram, mail = TelegramChannel(bot, clock), mail_channel(settings, clock)
    deliveries = Deliveries(work, telegram, mail, providers, redraw=inbox.refresh)
    imports = Imports(work, TelegramFiles(bot, clock), zoom=installation.zoom, redraw=inbox.refresh)
    looks = Checkups(
        work,
        Surroundings(settings, clock),
        lambda: meeting_providers(settings, clock).get(HostProvider.ZOOM),
        redraw=inbox.refresh,
    )
    ticker = Ticker(work, deliveries, Meetings(work, providers), imports, looks)
    await inbox.resume()
    ticker.start()
    tasks = [asyncio.create_task(_poll(Poller(bot, inbox))), asyncio.create_task(_introduce(bot, catalogues))]
    if isinstance(clock, FollowedClock):
        # Shielded: what is being sent when the program stops is finished by the ticker's own stop.
        tasks.append(asyncio.create_task(clock.follow(lambda: asyncio.shield(ticker.run_until_quiet()))))
    gc.collect()
    # A full collection over aiogram's thousand modules stops the loop for 120 ms (sources.md, P2).
    gc.freeze()
    log.info("running", bot=installation.bot_username, zoom=installation.zoom, mail=installation.mail)
    try:
        await _until_stopped(stop, tasks)
    finally:
        log.info("stopping")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(inbox.stop(), ticker.stop())


async def _until_stopped(stop: asyncio.Event, tasks: list[asyncio.Task[None]]) -> None:
    """Wait for the signal; a task that ends with an error ends the program with it."""
    waiting = asyncio.create_task(stop.wait())
    pending: set[asyncio.Task[object]] = {waiting, *tasks}
    try:
        while not waiting.done():
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done - {waiting}:
                task.result()
    finally:
        waiting.cancel()


class Feeding:
    """Hands an update to the dispatcher, with services over the update's own session."""

    def __init__(self, container: AsyncContainer) -> None:
        self._container = container

    async def __call__(
        self, dispatcher: Dispatcher, bot: RecordingBot, update: Update, session: AsyncSession
    ) -> None:
        """Let the update be handled."""
        async with self._container(context={AsyncSession: session}) as services:
            await dispatcher.feed_update(bot, update, **{CONTAINER_NAME: services})


class Apology:
    """Words for a person whose press could not be carried out."""

    def __init__(self, catalogues: Catalogues) -> None:
        self._catalogues = catalogues

    async def __call__(self, session: AsyncSession, telegram_id: int) -> str:
        """Return the sentence in the person's language."""
        language = await session.scalar(select(Person.language).where(Person.telegram_id == telegram_id))
        return self._catalogues.texts(language).plain("fault.failed")


async def _poll(poller: Poller) -> None:
    """Receive updates. Raises SettingsError when somebody else does so already."""
    try:
        await poller.run()
    except RivalPoller:
        raise SettingsError(
            "BOT_TOKEN is in use: another program receives this bot's updates. Stop it, or get a second bot "
            "from @BotFather."
        ) from None
    except WebhookSet:
        raise SettingsError(
            "BOT_TOKEN has a webhook: its updates go to another address. Stop that service, then open "
            "https://api.telegram.org/bot<token>/deleteWebhook once in a browser."
        ) from None


async def _introduce(bot: Bot, catalogues: Catalogues) -> None:
    try:
        await introduce(bot, catalogues, offered)
    except TelegramAPIError as error:
        log.warning("bot's profile not set", kind=type(error).__name__)


async def _username(bot: Bot, stop: asyncio.Event) -> str:
    """Ask Telegram who the bot is, for as long as it does not answer."""
    pause = 1.0
    while not stop.is_set():
        try:
            return (await bot.me()).username or ""
        except TelegramUnauthorizedError:
            raise SettingsError("BOT_TOKEN is not known to Telegram: get it from @BotFather.") from None
        except TelegramAPIError as error:
            log.warning("Telegram does not answer", kind=type(error).__name__, pause=pause)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(15.0, pause * 2)
    return ""
