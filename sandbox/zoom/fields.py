"""The types and limits of a meeting's fields.

Lengths, ranges and choices are those of Zoom's Meetings API specification (operations ``meetingCreate`` and
``meetingUpdate``, December 2025). A field that is not listed is accepted and ignored, as Zoom does: so is an
``occurrence_id`` in the body, where it is of no use.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.zoom.errors import BODY_NOT_JSON, VALIDATION_FAILED
from sandbox.zoom.kinds import Email, Flag, Items, Kind, Moment, OneOf, Parts, Passcode, Text, Whole, Zone

INSTANT, SCHEDULED, RECURRING_ANYTIME, SCREEN_SHARE = 1, 2, 3, 10

RECURRENCE = Parts(
    {
        "end_date_time": Moment(),
        "end_times": Whole(0, 60),
        "monthly_day": Whole(1, 31),
        "monthly_week": OneOf((-1, 1, 2, 3, 4)),
        "monthly_week_day": OneOf((1, 2, 3, 4, 5, 6, 7)),
        "repeat_interval": Whole(1, 99),
        "type": OneOf((1, 2, 3)),
        "weekly_days": Text(),
    },
    needed=("type",),
)

SETTINGS: Mapping[str, Kind] = {
    "additional_data_center_regions": Items(),
    "allow_host_control_participant_mute_state": Flag(),
    "allow_multiple_devices": Flag(),
    "alternative_host_manage_cloud_recording": Flag(),
    "alternative_host_manage_meeting_summary": Flag(),
    "alternative_host_update_polls": Flag(),
    "alternative_hosts": Text(),
    "alternative_hosts_email_notification": Flag(),
    "approval_type": OneOf((0, 1, 2)),
    "approved_or_denied_countries_or_regions": Parts(),
    "audio": OneOf(("both", "telephony", "voip", "thirdParty")),
    "audio_conference_info": Text(2048),
    "authentication_domains": Text(),
    "authentication_exception": Items(),
    "authentication_name": Text(),
    "authentication_option": Text(),
    "auto_add_recording_to_video_management": Parts(
        {
            "enable": Flag(),
            "channels": Items(Parts({"channel_id": Text(), "name": Text()}, needed=("channel_id",)), most=5),
        },
        needed=("enable",),
    ),
    "auto_recording": OneOf(("local", "cloud", "none")),
    "auto_start_ai_companion_questions": Flag(),
    "auto_start_meeting_summary": Flag(),
    "breakout_room": Parts(),
    "calendar_type": OneOf((1, 2)),
    "close_registration": Flag(),
    "cn_meeting": Flag(),
    "contact_email": Text(),
    "contact_name": Text(),
    "continuous_meeting_chat": Parts(),
    "custom_keys": Items(),
    "device_testing": Flag(),
    "disable_participant_video": Flag(),
    "email_in_attendee_report": Flag(),
    "email_notification": Flag(),
    "encryption_type": OneOf(("enhanced_encryption", "e2ee")),
    "enforce_login": Flag(),
    "enforce_login_domains": Text(),
    "focus_mode": Flag(),
    "global_dial_in_countries": Items(),
    "global_dial_in_numbers": Items(),
    "host_save_video_order": Flag(),
    "host_video": Flag(),
    "in_meeting": Flag(),
    "internal_meeting": Flag(),
    "jbh_time": OneOf((0, 5, 10, 15)),
    "join_before_host": Flag(),
    "language_interpretation": Parts(),
    "meeting_authentication": Flag(),
    "meeting_invitees": Items(Parts({"email": Email()})),
    "mute_upon_entry": Flag(),
    "participant_focused_meeting": Flag(),
    "participant_video": Flag(),
    "private_meeting": Flag(),
    "push_change_to_calendar": Flag(),
    "question_and_answer": Parts(),
    "registrants_confirmation_email": Flag(),
    "registrants_email_notification": Flag(),
    "registration_type": OneOf((1, 2, 3)),
    "request_permission_to_unmute_participants": Flag(),
    "resources": Items(),
    "show_join_info": Flag(),
    "show_share_button": Flag(),
    "sign_language_interpretation": Parts(),
    "summary_template_id": Text(),
    "use_pmi": Flag(),
    "waiting_room": Flag(),
    "waiting_room_options": Parts(
        {
            "mode": OneOf(("follow_setting", "custom")),
            "who_goes_to_waiting_room": OneOf(
                (
                    "everyone",
                    "users_not_in_account",
                    "users_not_in_account_or_whitelisted_domains",
                    "users_not_on_invite",
                )
            ),
        },
        needed=("mode",),
    ),
    "watermark": Flag(),
    "who_can_ask_questions": OneOf((1, 2, 3, 4, 5)),
    "who_will_receive_summary": OneOf((1, 2, 3, 4)),
}

MEETING = Parts(
    {
        "topic": Text(200),
        "agenda": Text(2000),
        "password": Passcode(),
        "default_password": Flag(),
        "duration": Whole(1, 1440),
        "start_time": Moment(),
        "timezone": Zone(),
        "schedule_for": Text(),
        "pre_schedule": Flag(),
        "template_id": Text(),
        "tracking_fields": Items(),
        "recurrence": RECURRENCE,
        # Zoom also has type 8, a series with fixed times: the sandbox keeps no series and refuses it.
        "type": OneOf((INSTANT, SCHEDULED, RECURRING_ANYTIME, SCREEN_SHARE)),
        "settings": Parts(SETTINGS),
    }
)

DEFAULT_SETTINGS: Mapping[str, object] = {
    "alternative_hosts": "",
    "alternative_hosts_email_notification": True,
    "approval_type": 2,
    "audio": "both",
    "auto_recording": "none",
    "auto_start_meeting_summary": False,
    "close_registration": False,
    "cn_meeting": False,
    "disable_participant_video": False,
    "email_notification": True,
    "encryption_type": "enhanced_encryption",
    "focus_mode": False,
    "host_video": False,
    "in_meeting": False,
    "jbh_time": 0,
    "join_before_host": False,
    "meeting_authentication": False,
    "mute_upon_entry": False,
    "participant_focused_meeting": False,
    "participant_video": False,
    "private_meeting": False,
    "push_change_to_calendar": False,
    "request_permission_to_unmute_participants": False,
    "use_pmi": False,
    "waiting_room": False,
    "watermark": False,
}


def checked(body: object) -> dict[str, object]:
    """Return the body of a create or update request without the fields that were sent as null.

    Raises ``RefusedError`` with code 300 when it is no JSON object or when fields fail; each is named.
    """
    if not isinstance(body, dict):
        raise BODY_NOT_JSON.because()
    errors = MEETING.errors(body, "")
    if errors:
        raise VALIDATION_FAILED.because(errors)
    return {**_stated(body), "settings": _stated(body.get("settings") or {})}


def moment(text: str, timezone: str) -> datetime:
    """Return a checked ``start_time`` in UTC. ``timezone`` counts only when the text has no Z."""
    stated = datetime.fromisoformat(text)
    if stated.tzinfo is None:
        stated = stated.replace(tzinfo=ZoneInfo(timezone))
    return stated.astimezone(UTC)


def _stated(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value is not None}
