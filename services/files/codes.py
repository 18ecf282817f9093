"""Codes that a phone's camera reads."""

from io import BytesIO

SCALE = 8
"""Pixels of one module: a link of some 70 letters makes a picture of about 360 pixels."""


def code_picture(link: str) -> bytes:
    """Return a QR code of the link as a PNG; a seventh of it may be soiled or folded (level M)."""
    import segno

    target = BytesIO()
    segno.make_qr(link, error="m").save(target, kind="png", scale=SCALE)
    return target.getvalue()
