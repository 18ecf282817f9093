"""What the windows are rendered with where nobody's data is at hand."""

from typing import Any

WRITTEN: dict[str, Any] = {
    "problem": None,
    "text": "Не открывается занятие",
    "support": "+7 000 000-00-00",
    "patient": True,
}
