"""How many contacts a person may look up in the register: a form that finds people must not list them."""

from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac

from unions.models import Worker

AN_HOUR = 3600  # seconds
MOST_OF_A_WORKER = 60
MOST_OF_AN_OFFICER = 1_000
"""Different contacts in an hour; an officer enters for a whole workshop."""


def may_look_up(worker: Worker, contacts: Iterable[str], most: int) -> bool:
    """Count these contacts against the person's hour; False, with nothing counted, where they are too many.

    The same contact again tells nothing new and is not counted. The hour begins anew with each that is counted.
    """
    key = f"lookups:{worker.pk}"
    asked = {salted_hmac("lookups", contact).hexdigest()[:16] for contact in contacts}
    if not asked:
        return True
    with transaction.atomic():
        # The cache is a table: with the person's row taken, requests at once do not count past each other.
        Worker.objects.select_for_update(no_key=True).values("pk").get(pk=worker.pk)
        before: set[str] = cache.get(key, set())
        if asked <= before:
            return True
        if len(before | asked) > most:
            return False
        cache.set(key, before | asked, AN_HOUR)
    return True
