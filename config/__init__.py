"""Settings, URLs, the Celery app and the embedded services. No rule of the domain."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
