"""Sessions in the database, where signing in without one writes it once, and reading one costs no more than it must."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

READ = "SELECT session_data FROM {table} WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseStore):
    """Django's own writes an empty session under a new key at each sign-in, and again at the end of the request."""

    def load(self) -> dict[str, Any]:
        """What is kept under the key; nothing, and no key any more, where none is or it has expired.

        Each request begins with it: the ORM takes longer to make this query than PostgreSQL to answer it.
        """
        with connection.cursor() as cursor:
            cursor.execute(READ.format(table=Session._meta.db_table), [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        kept: dict[str, Any] = self.decode(found[0])
        return kept

    def cycle_key(self) -> None:
        """Draw another key for what a browser brought; who brought none is given the first one with the answer."""
        if self.session_key is None:
            self.modified = True
        else:
            super().cycle_key()
