"""Meetings over Zoom's REST API. zoomus builds the requests; sending, tokens and errors are here."""

from integrations.zoom.provider import ZoomProvider

__all__ = ["ZoomProvider"]
