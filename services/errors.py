"""How a service says no."""


class NotHere(Exception):
    """The record does not exist or the person has no right to it: the two are never told apart."""


class Refused(Exception):
    """A rule says no. ``code`` names the sentence (text key ``refusal.<code>``), ``params`` go into it."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
