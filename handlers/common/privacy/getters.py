"""What the windows about a person's own data show."""

from typing import Any

from dishka.integrations.aiogram_dialog import FromDishka, inject

from models import Role
from services import consent
from services.farewell import Farewell, Outlook
from services.invitations import CONSENT_VERSION
from services.moments import Moments
from services.policy import Actor
from services.privacy import Privacy
from services.texts import Html


@inject
async def kept(actor: Actor, moments: Moments, privacy: FromDishka[Privacy], **_: Any) -> dict[str, Any]:
    """Return which consents the person gave, in words."""
    lines = [
        moments.texts.html(
            "privacy.consent.line",
            clinic=given.clinic,
            day=moments.month_day(moments.day_of(given.given_at)),
            version=given.version,
        )
        for given in await privacy.consents(actor)
    ]
    return {
        "patient": actor.role is Role.PATIENT,
        "consents": Html("\n".join(lines or [moments.texts.html("privacy.consent.none")])),
    }


@inject
async def consent_text(actor: Actor, privacy: FromDishka[Privacy], **_: Any) -> dict[str, Any]:
    """Return the text to which the person agreed in the clinic they act in, in their language."""
    versions = [
        given.version
        for given in await privacy.consents(actor)
        if given.organization_id == actor.organization_id
    ]
    version = versions[0] if versions else CONSENT_VERSION
    return {"full": consent.pages(actor.language, actor.clinic, version)}


@inject
async def withdrawing(
    actor: Actor, moments: Moments, farewell: FromDishka[Farewell], **_: Any
) -> dict[str, Any]:
    """Return what follows when the consent is withdrawn in the clinic acted in."""
    outlook = await farewell.outlook(actor, whole=False)
    texts = moments.texts
    after = [
        texts.html("privacy.withdraw.clinic", clinic=actor.clinic),
        texts.html("privacy.withdraw.then"),
        _data_go(outlook, moments),
    ]
    return _outcome(outlook, after, moments)


@inject
async def leaving(actor: Actor, moments: Moments, farewell: FromDishka[Farewell], **_: Any) -> dict[str, Any]:
    """Return what follows when the whole record is to be deleted."""
    outlook = await farewell.outlook(actor, whole=True)
    texts = moments.texts
    after = [
        texts.html("privacy.erase.then"),
        texts.html("privacy.erase.everywhere") if actor.several else None,
        _last_day(outlook, moments),
    ]
    return _outcome(outlook, after, moments)


def _outcome(outlook: Outlook, after: list[Html | None], moments: Moments) -> dict[str, Any]:
    texts, lines = moments.texts, after
    if outlook.free and outlook.places:
        lines = [texts.many("privacy.leaving.places", outlook.places), *after]
    if not outlook.free:
        lines = [texts.html("privacy.leaving.alone", clinic=clinic) for clinic in outlook.alone]
        if outlook.nearest is not None:
            nearest = moments.moment_html(outlook.nearest, capital=False)
            lines = [texts.many("privacy.leaving.lessons", outlook.lessons, nearest=nearest), *lines]
    return {"free": outlook.free, "lines": Html("\n".join(line for line in lines if line))}


def _data_go(outlook: Outlook, moments: Moments) -> Html | None:
    if outlook.erased_at is None:
        return moments.texts.html("privacy.withdraw.others")
    day = moments.month_day(moments.day_of(outlook.erased_at))
    return moments.texts.html("privacy.withdraw.data", day=day)


def _last_day(outlook: Outlook, moments: Moments) -> Html | None:
    if outlook.erased_at is None:
        return None
    day = moments.month_day(moments.day_of(outlook.erased_at))
    return moments.texts.html("privacy.erase.until", day=day)
