"""Meetings at a link that a person pasted: for clinics without Zoom, whatever service the link belongs to."""

from integrations.pasted_link.provider import PastedLinkProvider

__all__ = ["PastedLinkProvider"]
