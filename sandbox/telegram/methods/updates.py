"""How updates are fetched: long polling, and the settings of a webhook, which is not called yet."""

import re
from typing import Any
from urllib.parse import urlsplit

from aiogram import methods

from sandbox.telegram import limits, refusals
from sandbox.telegram.account import BotAccount
from sandbox.telegram.links import InvalidLinkError, checked_link
from sandbox.telegram.methods.handler import Handlers, Uploads

_WEBHOOK_PORTS = {80, 88, 443, 8443}
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


async def get_updates(
    account: BotAccount, call: methods.GetUpdates, uploads: Uploads
) -> list[dict[str, Any]]:
    account.updates.allow(call.allowed_updates)
    limit = min(max(call.limit or limits.POLL_LIMIT, 1), limits.POLL_LIMIT)
    return await account.updates.poll(call.offset or 0, limit, max(call.timeout or 0, 0))


async def set_webhook(account: BotAccount, call: methods.SetWebhook, uploads: Uploads) -> bool:
    if not call.url:
        return _remove_webhook(account, bool(call.drop_pending_updates))
    _check_webhook(call.url, call.secret_token or "")
    account.updates.end_poll(refusals.POLLER_ENDED_BY_WEBHOOK())
    account.updates.allow(call.allowed_updates)
    account.updates.webhook = {
        "url": call.url,
        "secret_token": call.secret_token,
        "max_connections": call.max_connections or 40,
    }
    if call.drop_pending_updates:
        account.updates.drop_pending()
    account.events.touch()
    return True


async def delete_webhook(account: BotAccount, call: methods.DeleteWebhook, uploads: Uploads) -> bool:
    return _remove_webhook(account, bool(call.drop_pending_updates))


def _remove_webhook(account: BotAccount, drop_pending: bool) -> bool:
    account.updates.webhook = None
    if drop_pending:
        account.updates.drop_pending()
    account.events.touch()
    return True


def _check_webhook(url: str, secret: str) -> None:
    try:
        parts = urlsplit(checked_link(url if "://" in url else f"https://{url}"))
    except InvalidLinkError:
        raise refusals.WEBHOOK_URL_INVALID() from None
    if len(secret) > 256:
        raise refusals.SECRET_TOO_LONG()
    if not _SECRET.fullmatch(secret):
        raise refusals.SECRET_CHARACTERS()
    if (parts.port or 443) not in _WEBHOOK_PORTS:
        raise refusals.WEBHOOK_PORT()
    if parts.scheme != "https":
        raise refusals.WEBHOOK_NOT_HTTPS()


async def get_webhook_info(
    account: BotAccount, call: methods.GetWebhookInfo, uploads: Uploads
) -> dict[str, Any]:
    webhook = account.updates.webhook or {"url": ""}
    info = {name: value for name, value in webhook.items() if name != "secret_token"}
    info |= {"has_custom_certificate": False, "pending_update_count": account.updates.pending_count}
    return info | ({"allowed_updates": account.updates.allowed} if account.updates.allowed else {})


HANDLERS: Handlers = {
    methods.GetUpdates: get_updates,
    methods.SetWebhook: set_webhook,
    methods.DeleteWebhook: delete_webhook,
    methods.GetWebhookInfo: get_webhook_info,
}
