"""The real program as a process, with its settings from the environment and the sandbox's clock."""

import sys

from bot.cli import start
from bot.settings import Settings

if __name__ == "__main__":
    sys.exit(start(Settings()))
