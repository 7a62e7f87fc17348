"""What gunicorn serves."""

import gc

from config import wsgi


def test_what_lives_as_long_as_the_process_is_not_collected_again() -> None:
    assert callable(wsgi.application)
    assert gc.get_freeze_count() > 100_000
