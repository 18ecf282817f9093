"""A message opened in the bot, whose words were kept out of the chat."""

from handlers.common.letter.dialog import letter

__all__ = ["letter"]
