"""What gunicorn serves."""

import os
import subprocess
import sys

from config.services.locations import PROJECT

COUNT = "import gc; from config import wsgi; assert callable(wsgi.application); print(gc.get_freeze_count())"


def test_what_lives_as_long_as_the_process_is_not_collected_again() -> None:
    """In a process of its own: in the tests' other code may have looked through all again."""
    command = [sys.executable, "-c", COUNT]
    environment = os.environ | {"DEMO": "1"}
    asked = subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    assert int(asked.stdout) > 100_000
