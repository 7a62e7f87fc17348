"""Other connections to the test's database: folds in threads and processes of their own, and killing them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import Any, TypeVar

from django.db import connection

Result = TypeVar("Result")
Wrapper = Callable[..., Any]


def elsewhere(act: Callable[[], Result], *, wrapper: Wrapper | None = None) -> "Future[Result]":
    """Begin the act on a connection of its own; `wrapper` stands around each of its statements."""

    def run() -> Result:
        try:
            with connection.execute_wrapper(wrapper or _plainly):
                return act()
        finally:
            connection.close()

    pool = ThreadPoolExecutor(1)
    future = pool.submit(run)
    pool.shutdown(wait=False)
    return future


class KilledAt:
    """An execute wrapper: the server ends its connection before the statement of this number, counted from 1."""

    def __init__(self, number: int, killer: Callable[[int], object]) -> None:
        self.left = number
        self.killer = killer

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.left -= 1
        if self.left == 0:
            self.killer(context["connection"].connection.info.backend_pid)
        return execute(sql, params, many, context)

    @property
    def done(self) -> bool:
        """Whether there was such a statement."""
        return self.left <= 0


def terminate(backend: int) -> None:
    """End a connection's process in the server, from a connection of its own, and wait until it is gone."""
    with closing(connection.get_new_connection(connection.get_connection_params())) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [backend])
        assert cursor.fetchone() == (True,)


def in_a_process(program: str) -> "subprocess.CompletedProcess[str]":
    """Run Python in a process of its own on the test's database, Django set up."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE": database()}
    setup = (
        "import django, json, os\n"
        "from django.conf import settings\n"
        "settings.DATABASES['default'] = json.loads(os.environ['DATABASE'])\n"
        "django.setup()\n"
    )
    return subprocess.run(
        [sys.executable, "-c", setup + program], env=environment, capture_output=True, text=True, check=False
    )


def database() -> str:
    """The test's database as JSON of Django's settings, whoever set it up."""
    return json.dumps({name: value for name, value in connection.settings_dict.items() if name != "TEST"})


def _plainly(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    return execute(sql, params, many, context)
