"""How a voice in place of words is told of, and carried."""

from models import SupportMessage
from services.moments import Moments
from services.ports import VoiceNote
from services.texts import Html, Texts


def length(seconds: int) -> str:
    """«0:07»."""
    return f"{seconds // 60}:{seconds % 60:02}"


def said(message: SupportMessage, texts: Texts) -> str:
    """Return what a question or an answer says, for a quotation: its words, or that it is a voice."""
    if message.voice is None:
        return message.text or ""
    told = texts.plain("voice.said", length=length(message.voice_seconds or 0))
    return f"{told} {message.text}".strip()


def lines(message: SupportMessage, moments: Moments) -> list[Html]:
    """Return the lines of a message that brings a question or an answer."""
    texts = moments.texts
    found = []
    if message.voice is not None:
        found.append(texts.html("voice.said", length=length(message.voice_seconds or 0)))
    if message.text or message.voice is None:
        found.append(texts.html("support.told.words", text=message.text or ""))
    return found


def note(message: SupportMessage, moments: Moments) -> VoiceNote | None:
    """Return the voice that goes with a message, None where it has words alone."""
    if message.voice is None:
        return None
    return VoiceNote(message.voice, moments.texts.html("voice.unheard"))
