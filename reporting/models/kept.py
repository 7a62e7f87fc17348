"""Which grassroots unions have tallies of their own."""

from django.db import models

from unions.models import Union


class KeptUnion(models.Model):
    """A grassroots union whose tallies and month ends are kept, since it has too many steps to be read from them.

    Every other grassroots union is read from its counted steps; its progress is kept all the same. A fold notes the
    union that grows large and writes its whole history in the same transaction; it stays noted. For a union of
    another level, whose tallies are always kept, a row means nothing.
    """

    union = models.OneToOneField(Union, models.PROTECT, primary_key=True, related_name="+", db_constraint=False)

    def __str__(self) -> str:
        return str(self.union_id)
