"""Importing this sets Django up for a measurement: with production's settings, on services of the checkout's own.

What the environment names (DATABASE_URL, REDIS_URL, DEMO, DEBUG) stands. Nothing is started.
"""

import os

import django

from config.services import database_url, local_folder, redis_url

SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "of no use but to measure with: 0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "127.0.0.1",
    "DATABASE_URL": database_url(),
    "REDIS_URL": redis_url(),
    "EMAIL_URL": "dummymail://",
    "MEDIA_ROOT": str(local_folder() / "media"),
    "SECURE_SSL_REDIRECT": "0",
    "BEHIND_PROXY": "1",  # each client has an address of its own, by which sign-ins are throttled
    "LOG_LEVEL": "WARNING",
}

for name, value in SETTINGS.items():
    os.environ.setdefault(name, value)

django.setup()
