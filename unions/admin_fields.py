"""How the admin's forms show days: as the rest of the site writes them."""

from typing import Any

from unfold.widgets import UnfoldAdminSingleDateWidget

AS_WRITTEN = "%-d/%-m/%Y"
"""31/8/2023 and 1/9/2023. The calendar beside the field writes 01/09/2023, which is read alike."""


class DayInput(UnfoldAdminSingleDateWidget):
    def __init__(self, attrs: dict[str, Any] | None = None, format: str | None = AS_WRITTEN) -> None:
        super().__init__(attrs, format)
