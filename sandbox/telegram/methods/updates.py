"""How updates reach the bot: long polling and webhooks."""

from typing import Any

from aiogram import methods

from sandbox.telegram import limits, refusals
from sandbox.telegram.account import BotAccount
from sandbox.telegram.methods.handler import Handlers, Uploads
from sandbox.telegram.webhook import Webhook, check_words, checked_place, connections


async def get_updates(
    account: BotAccount, call: methods.GetUpdates, uploads: Uploads
) -> list[dict[str, Any]]:
    account.updates.allow(call.allowed_updates)
    limit = min(max(call.limit or limits.POLL_LIMIT, 1), limits.POLL_LIMIT)
    return await account.updates.poll(call.offset or 0, limit, max(call.timeout or 0, 0))


async def set_webhook(account: BotAccount, call: methods.SetWebhook, uploads: Uploads) -> bool:
    """The order is Telegram's: a webhook that is refused has already taken the place of the one before."""
    if not call.url:
        return _remove_webhook(account, bool(call.drop_pending_updates))
    account.pace.take_set_webhook()
    if call.ip_address:
        raise refusals.NOT_OFFERED(method="setWebhook with ip_address")
    updates = account.updates
    webhook = Webhook(
        call.url, call.secret_token or "", connections(call.max_connections, local=account.local)
    )
    if updates.webhook and updates.webhook.asks_for(webhook) and not call.drop_pending_updates:
        updates.allow(call.allowed_updates)
        return True
    updates.end_poll(refusals.POLLER_ENDED_BY_WEBHOOK())
    _remove_webhook(account, bool(call.drop_pending_updates))
    check_words(webhook.url, webhook.secret_token)
    updates.allow(call.allowed_updates)
    webhook.ip_address = checked_place(webhook.url, local=account.local)
    updates.set_webhook(webhook)
    return True


async def delete_webhook(account: BotAccount, call: methods.DeleteWebhook, uploads: Uploads) -> bool:
    return _remove_webhook(account, bool(call.drop_pending_updates))


def _remove_webhook(account: BotAccount, drop_pending: bool) -> bool:
    account.updates.set_webhook(None)
    if drop_pending:
        account.updates.drop_pending()
    return True


async def get_webhook_info(
    account: BotAccount, call: methods.GetWebhookInfo, uploads: Uploads
) -> dict[str, Any]:
    updates = account.updates
    return {
        "url": updates.webhook.url if updates.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": updates.pending_count,
        **(updates.webhook.info() if updates.webhook else {}),
        **({"allowed_updates": updates.allowed} if updates.allowed else {}),
    }


HANDLERS: Handlers = {
    methods.GetUpdates: get_updates,
    methods.SetWebhook: set_webhook,
    methods.DeleteWebhook: delete_webhook,
    methods.GetWebhookInfo: get_webhook_info,
}
