"""Pages of long lists that never count a whole table."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from unions.amounts import figures

CAP = 1000
"""How many rows a list counts and leafs through; whoever looks for more narrows the list."""


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # takes no argument at run time
    """Counts up to `cap` rows, leafs through that many and says “more than” where there are more."""

    cap = CAP

    template_name = "admin/unions/pagination.html"
    object_list: QuerySet[Any]

    @cached_property
    def found(self) -> int:
        """The number of rows up to one above the cap; the order is dropped, so that counting needs no sorting."""
        return self.object_list.order_by()[: self.cap + 1].count()

    @property
    def is_capped(self) -> bool:
        return self.found > self.cap

    @cached_property
    def count(self) -> int:
        return min(self.found, self.cap)

    @property
    def shown_count(self) -> str:
        """How many there are, in words: “203” or “more than 1.000”."""
        return _("more than %(number)s") % {"number": figures(self.cap)} if self.is_capped else figures(self.found)


class ReadPaginator(CappedPaginator):
    """The same for rows that were read already."""

    object_list: Sequence[Any]  # type: ignore[assignment]  # no rows to be read

    @property
    def found(self) -> int:
        return len(self.object_list)
