"""The demo: the real program against the sandbox, with a clinic of people who do not exist."""

from bot.demo.running import FOLDER, main

__all__ = ["FOLDER", "main"]
