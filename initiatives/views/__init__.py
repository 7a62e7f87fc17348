"""The worker's pages."""

from initiatives.views.application import author_line, edit, new, readback
from initiatives.views.confirmed import decline, discard, withdraw
from initiatives.views.record import detail
from initiatives.views.start import home, mine

__all__ = ["author_line", "decline", "detail", "discard", "edit", "home", "mine", "new", "readback", "withdraw"]
