"""How Celery comes back to a broker that was away: after seconds, however long it was, and without end."""

from typing import Any

from celery.app.amqp import AMQP
from kombu import Connection


class Broker(Connection):
    """Tries every 2 seconds. By itself it would wait longer each time, up to 30, and no step be counted meanwhile."""

    def ensure_connection(self, *args: Any, **kwargs: Any) -> Connection:  # type: ignore[override]  # handed on
        """Connected, sooner or later."""
        return super().ensure_connection(*args, **{"interval_step": 0} | kwargs)


class Amqp(AMQP):
    """Celery's own, over that connection."""

    Connection = Broker
