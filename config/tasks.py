"""Jobs of the site as a whole."""

from celery import shared_task
from django.core.management import call_command


@shared_task(soft_time_limit=100, time_limit=120)
def clear_sessions() -> None:
    """Delete the sessions that have expired, which Django itself leaves in the table."""
    call_command("clearsessions")
