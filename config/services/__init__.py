"""PostgreSQL and Redis that run under .local/ when the environment names none.

Importing starts nothing; `manage.py` and the test run start what they need, `make stop` ends it.
"""

from config.services.control import embedded, ensure_started_for, nothing_configured, start, stop
from config.services.folders import ServiceError
from config.services.locations import database_url, local_folder, redis_url

__all__ = [
    "ServiceError",
    "database_url",
    "embedded",
    "ensure_started_for",
    "local_folder",
    "nothing_configured",
    "redis_url",
    "start",
    "stop",
]
