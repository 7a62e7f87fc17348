"""Jobs of reporting. Each may run again after it was killed, and changes nothing more; none runs beside itself."""

import logging
import time

from celery import shared_task
from django.db import OperationalError
from psycopg2.errors import QueryCanceled

from reporting import fold as folding
from reporting import quotas, settling

log = logging.getLogger(__name__)

SECONDS = 20
"""After which a job begins no other batch; longer than a statement may take, so that a smaller batch gets its turn."""


@shared_task(soft_time_limit=150, time_limit=180)
def fold() -> None:
    """Fold batch by batch until no step is uncounted or the time is up; the next one goes on where it ends.

    Batches grow while they are quick, and shrink when they take long. One that is cancelled since it takes too long is
    tried again as a smaller one, whose time begins anew.
    """
    began, steps, batch = time.monotonic(), 0, folding.FIRST_BATCH
    until = began + SECONDS
    while time.monotonic() < until:
        try:
            folded = folding.fold(batch)
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled) or batch <= folding.SMALLEST_BATCH:
                raise
            batch //= 10
            until = time.monotonic() + SECONDS
            log.warning("A fold took too long; going on in batches of %s.", batch)
            continue
        steps += folded.steps if folded else 0
        if folded is None or folded.emptied:
            break
        batch = folding.fitting(batch, folded.held)
    if steps:
        log.info("Folded %s steps in %.2f s.", steps, time.monotonic() - began)


@shared_task(soft_time_limit=100, time_limit=120)
def refresh_quotas() -> None:
    """Let the quotas begin to hold that hold from today."""
    changed = quotas.refresh_quotas()
    if changed:
        log.info("Quotas of %s progress rows hold from today.", changed)


@shared_task(soft_time_limit=100, time_limit=120)
def settle_tree() -> None:
    """Carry on where acts on the tree left off: what initiatives name, and what waits at desks no longer above."""
    settling.settle()
