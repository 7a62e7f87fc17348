"""What PostgreSQL is told beside its statements."""

from django.db.backends.utils import CursorWrapper


def set_locally(cursor: CursorWrapper, **settings: str) -> None:
    """Let PostgreSQL work with these settings of its own until the transaction ends."""
    calls = ", ".join("set_config(%s, %s, true)" for _ in settings)
    cursor.execute(f"SELECT {calls}", [word for setting in settings.items() for word in setting])
