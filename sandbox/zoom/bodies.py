"""What the API answers about a meeting."""

from datetime import datetime

from sandbox.zoom.meeting import LISTED_AGENDA, Meeting, stamp
from sandbox.zoom.users import User


def listed(meeting: Meeting) -> dict[str, object]:
    """Return a row of the list operation: the agenda is cut, and there is no start link."""
    return {
        "uuid": meeting.uuid,
        "id": meeting.id,
        "host_id": meeting.host_id,
        "topic": meeting.topic,
        "type": meeting.type,
        "start_time": stamp(meeting.start_time),
        "duration": meeting.duration,
        "timezone": meeting.timezone,
        "agenda": meeting.agenda[:LISTED_AGENDA],
        "created_at": stamp(meeting.created_at),
        "join_url": meeting.join_link().url(),
    }


def full(meeting: Meeting, host: User, now: datetime) -> dict[str, object]:
    """Return the answer of create and get, each time with a fresh start link."""
    return {
        **listed(meeting),
        "agenda": meeting.agenda,
        "assistant_id": "",
        "creation_source": "open_api",
        "encrypted_password": meeting.join_key if meeting.password else "",
        "h323_password": meeting.password,
        "host_email": host.email,
        "password": meeting.password,
        "pre_schedule": False,
        "pstn_password": meeting.password,
        "settings": dict(meeting.settings),
        "start_url": meeting.new_start_link(now).url(),
        "status": "started" if meeting.running else "waiting",
    }
