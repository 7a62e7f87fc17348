"""Makes the bare project's tables, rows and one signed-in user; prints the session's key."""

import os

import django
from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

LINES = 10_000
FILL = """
INSERT INTO bare_line (title, text, number, made_at)
SELECT 'Line ' || i, repeat('A text of no great length. ', 8), i, clock_timestamp() FROM generate_series(1, %s) AS i
"""


def fill() -> str:
    """The key of a signed-in session. Run once more it adds nothing but another session."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        if not apps.get_model("bare", "Line").objects.exists():
            cursor.execute(FILL, [LINES])
            cursor.execute("ANALYZE")
    user, _made = get_user_model().objects.get_or_create(username="reader")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare.settings"
    django.setup()
    print(fill())
