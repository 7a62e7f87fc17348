"""The worker's pages."""

from initiatives.views.application import author_line, edit, new, readback
from initiatives.views.confirmed import copy, decline, discard, withdraw
from initiatives.views.exports import export_delete, export_file, export_new, export_row, exports
from initiatives.views.paper import form, receipt
from initiatives.views.record import detail
from initiatives.views.start import home, mine

__all__ = [
    "author_line",
    "copy",
    "decline",
    "detail",
    "discard",
    "edit",
    "export_delete",
    "export_file",
    "export_new",
    "export_row",
    "exports",
    "form",
    "home",
    "mine",
    "new",
    "readback",
    "receipt",
    "withdraw",
]
