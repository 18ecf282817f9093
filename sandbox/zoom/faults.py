"""What Zoom's API and its token endpoint can suffer."""

from sandbox.faults import HTTP_FAULTS

ZOOM_FAULTS = {**HTTP_FAULTS}
"""Faults by their names, with what they do."""
