"""A rendered message as a mail."""

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from html import escape
from typing import Any

from integrations.mail.markup import mail_html, mail_text, opens_in_mail
from services.ports import Button, OutgoingMessage

PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{subject}</title>
</head>
<body style="margin:0;padding:20px">
<div style="max-width:600px;margin:0 auto;\
font-family:Arial,Helvetica,sans-serif;font-size:18px;line-height:1.5">
{body}
{buttons}{picture}</div>
</body>
</html>
"""
"""One column of large letters. Colours are left to the mail program, so that its dark mode works."""

BUTTON = """\
<p style="margin:20px 0"><a href="{url}" style="display:block;padding:16px 20px;border-radius:10px;\
background-color:#1f5fbf;color:#ffffff;font-size:20px;font-weight:bold;text-align:center;text-decoration:none">\
{text}</a></p>
"""

PICTURE = """\
<p style="margin:20px 0"><img src="cid:{content_id}" alt="" width="240" style="max-width:100%"></p>
"""
"""What a picture shows stands in the words too, so it has no text of its own."""

_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
"""Line breaks would end the header; control characters have no place in one (RFC 5322, 2.2)."""


def compose(
    message: OutgoingMessage, sender: Address, to: str, language: str, now: datetime, content: bytes = b""
) -> EmailMessage:
    """Return the mail with a text and an HTML part; ``to`` is a bare address, ``now`` an aware moment.

    Buttons with a link become large links; those that are pressed in the chat have no place in a mail.
    ``content`` are the bytes of the message's attachment: a picture stands under the words, a file is
    attached.
    """
    attachment = message.attachment
    picture = make_msgid(domain=sender.domain) if attachment is not None and attachment.picture else None
    subject = _UNSEEN.sub(" ", message.subject).strip()
    buttons = [button for row in message.rows for button in row if button.url and opens_in_mail(button.url)]
    headers = HeaderRegistry()
    headers.map_to_type("subject", _Subject)
    # Not every server takes 8-bit text.
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit", header_factory=headers))
    mail["From"] = sender
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain=sender.domain)
    mail["Content-Language"] = language
    # RFC 3834: keeps absence notes and other programs from answering.
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_text(message, buttons))
    mail.add_alternative(
        PAGE.format(
            language=escape(language),
            subject=escape(subject),
            body=mail_html(message.html),
            buttons="".join(
                BUTTON.format(url=escape(button.url or ""), text=escape(button.text)) for button in buttons
            ),
            picture=PICTURE.format(content_id=picture[1:-1]) if picture else "",
        ),
        subtype="html",
    )
    if attachment is not None:
        main, _, sub = attachment.media_type.partition("/")
        if picture is None:
            mail.add_attachment(content, main, sub, filename=attachment.name)
        else:
            html_part: Any = mail.get_payload(1)
            html_part.add_related(
                content, main, sub, cid=picture, filename=attachment.name, disposition="inline"
            )
    return mail


class _Subject(UnstructuredHeader, BaseHeader):
    """Folded by the older code: the newer loses blanks of long subjects, or adds one (seen in 3.11.7)."""

    def fold(self, *, policy: Any) -> str:
        charset = "us-ascii" if self.isascii() else "utf-8"
        lines = Header(str(self), charset, header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {lines}{policy.linesep}"


def _text(message: OutgoingMessage, buttons: list[Button]) -> str:
    links = [f"{button.text}\n{button.url}" for button in buttons]
    return "\n\n".join([mail_text(message.html), *links]) + "\n"
