"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What a process holds for its whole life is left out of garbage collections from here on: one that looked through all
# of it took 90 ms of the request that it fell into. Pages' modules are among it, so they are imported first.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()

# A page makes some ten thousand objects and drops them: looking through them after each 700, as Python does by itself,
# takes a twentieth of its time.
gc.set_threshold(50_000, 20, 20)
