"""What the commands that read a sheet have in common."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from unions.sheets import SheetRefused

SHOWN = 100


@contextmanager
def refusals_told() -> Iterator[None]:
    """Turns a refused sheet into the command's error, a line per fault, and says that nothing was written."""
    try:
        yield
    except SheetRefused as refused:
        lines = [str(fault) for fault in refused.faults[:SHOWN]]
        if len(refused.faults) > SHOWN:
            lines.append(_("... and %(number)s more.") % {"number": len(refused.faults) - SHOWN})
        raise CommandError("\n".join([*lines, _("Nothing was written.")])) from refused
