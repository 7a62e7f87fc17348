"""Models read side by side by one statement of our own: where the ORM's making of the query would cost more than it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Part(Generic[M]):
    """A model's columns within a joined row, all or those named, and the instance they make. The key comes first."""

    model: type[M]
    alias: str
    only: Collection[str] = ()

    @cached_property
    def names(self) -> list[str]:
        fields = self.model._meta.concrete_fields
        return [field.attname for field in fields if not self.only or field.name in self.only]

    @cached_property
    def columns(self) -> str:
        return ", ".join(f'{self.alias}."{name}"' for name in self.names)

    def instance(self, values: Iterator[Any]) -> M | None:
        """Made of the next values of the row; None where an outer join found nothing."""
        mine = list(islice(values, len(self.names)))
        return None if mine[0] is None else self.model.from_db(connection.alias, self.names, mine)

    def present(self, values: Iterator[Any]) -> M:
        """The same where an inner join has found it."""
        return self.model.from_db(connection.alias, self.names, list(islice(values, len(self.names))))
