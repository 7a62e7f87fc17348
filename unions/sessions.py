"""Sessions in the database, where signing in without one writes it once."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    """Django's own writes an empty session under a new key at each sign-in, and again at the end of the request."""

    def cycle_key(self) -> None:
        """Draw another key for what a browser brought; who brought none is given the first one with the answer."""
        if self.session_key is None:
            self.modified = True
        else:
            super().cycle_key()
