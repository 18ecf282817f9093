"""What the windows are rendered with where nobody's data is at hand."""

from typing import Any

WRITTEN: dict[str, Any] = {
    "problem": None,
    "text": "Не открывается занятие",
    "length": "0:07",
    "support": "+7 000 000-00-00",
    "patient": True,
}
