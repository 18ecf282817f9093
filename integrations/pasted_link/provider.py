"""Meetings without a meeting service: the link is all there is."""

from services.links import meeting_link
from services.ports import HostCheck, HostState, MeetingRef, MeetingWish, PermanentFailure


class PastedLinkProvider:
    """Implements ``services.ports.MeetingProvider`` over links people have.

    The link is the meeting: ``external_id`` and ``join_url`` are both the link, and the host opens the same
    one as everybody. An instructor's login here is the standing link of their room. Nothing is asked of
    anyone, so moving and removing do nothing: a link cannot be taken back, only no longer shown.
    """

    async def create(self, wish: MeetingWish) -> MeetingRef:
        """Return the host's standing link. Raises PermanentFailure("no_link") when the login is none."""
        link = meeting_link(wish.host_login)
        if link is None:
            raise PermanentFailure("no_link")
        return MeetingRef(external_id=link, join_url=link)

    async def find(self, host_login: str, marker: str) -> MeetingRef | None:
        """Return None: a creation here is never cut off."""
        return None

    async def update(self, external_id: str, wish: MeetingWish) -> None:
        """Do nothing: the link is good at any time."""

    async def delete(self, external_id: str) -> None:
        """Do nothing: the link stays its owner's."""

    async def host_entry_url(self, external_id: str) -> str:
        """Return the link itself. Raises PermanentFailure("no_link") when there is none."""
        link = meeting_link(external_id)
        if link is None:
            raise PermanentFailure("no_link")
        return link

    async def is_running(self, external_id: str) -> bool:
        """Return False: nobody tells what goes on behind a link."""
        return False

    async def check_host(self, login: str) -> HostCheck:
        """Say READY for a standing link that can exist; it is not opened."""
        state = HostState.UNKNOWN if meeting_link(login) is None else HostState.READY
        return HostCheck(state)
