"""What ends a command with a sentence instead of a traceback."""


class SettingsError(Exception):
    """A setting or an argument is missing or wrong; the text is one sentence that says what to do."""
