"""What the Bot API's methods do, one module per family."""

from sandbox.telegram.methods import chats, editing, forwarding, media, profile, sending, updates
from sandbox.telegram.methods.handler import Handlers

HANDLERS: Handlers = {
    **chats.HANDLERS,
    **editing.HANDLERS,
    **forwarding.HANDLERS,
    **media.HANDLERS,
    **profile.HANDLERS,
    **sending.HANDLERS,
    **updates.HANDLERS,
}
"""The methods the sandbox offers."""
