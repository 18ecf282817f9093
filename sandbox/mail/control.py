"""Control calls of the mailbox."""

from typing import Protocol

from aiohttp import web

from sandbox.clock import format_moment
from sandbox.control.errors import not_found
from sandbox.mail.messages import Mail


class Mailbox(Protocol):
    """The messages the calls are about."""

    def all(self) -> list[Mail]:
        """Return the messages, the newest first."""

    def get(self, mail_id: int) -> Mail | None:
        """Return one message."""

    def clear(self) -> None:
        """Throw all messages away."""


def routes(mailbox: Mailbox) -> list[web.RouteDef]:
    """Return the routes under /api/mails."""
    control = _Control(mailbox)
    return [
        web.get("/api/mails", control.list),
        web.delete("/api/mails", control.clear),
        web.get(r"/api/mails/{mail:\d+}", control.show),
        web.get(r"/api/mails/{mail:\d+}/raw", control.raw),
        web.get(r"/api/mails/{mail:\d+}/attachments/{number:\d+}", control.attachment),
    ]


class _Control:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def list(self, request: web.Request) -> web.Response:
        return web.json_response([_shown(mail) for mail in self._mailbox.all()])

    async def clear(self, request: web.Request) -> web.Response:
        self._mailbox.clear()
        return web.json_response({"ok": True})

    async def show(self, request: web.Request) -> web.Response:
        return web.json_response(_shown(self._mail(request)))

    async def raw(self, request: web.Request) -> web.Response:
        return web.Response(body=self._mail(request).raw, content_type="text/plain", charset="utf-8")

    async def attachment(self, request: web.Request) -> web.Response:
        attachments = self._mail(request).attachments()
        number = int(request.match_info["number"])
        if number >= len(attachments):
            raise not_found("This message has no such attachment.")
        # A sent file must never run as a page of the sandbox itself.
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        attachment = attachments[number]
        return web.Response(body=attachment.content, content_type=attachment.type, headers=headers)

    def _mail(self, request: web.Request) -> Mail:
        mail = self._mailbox.get(int(request.match_info["mail"]))
        if mail is None:
            raise not_found("There is no such message.")
        return mail


def _shown(mail: Mail) -> dict[str, object]:
    message = mail.parsed()
    return {
        "id": mail.id,
        "to": list(mail.to),
        "from": str(message.get("From", "")),
        "subject": str(message.get("Subject", "")),
        "date": format_moment(mail.date),
        "text": mail.text("plain"),
        "html": mail.page(),
        "attachments": [
            {
                "name": attachment.name,
                "type": attachment.type,
                "size": len(attachment.content),
                "url": f"/api/mails/{mail.id}/attachments/{number}",
            }
            for number, attachment in enumerate(mail.attachments())
        ],
    }
