"""Messages by mail, over one SMTP server."""

from integrations.mail.channel import MailChannel
from integrations.mail.settings import SmtpServer, parse_sender, parse_smtp_url

__all__ = ["MailChannel", "SmtpServer", "parse_sender", "parse_smtp_url"]
