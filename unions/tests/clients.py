"""Browsers of signed-in people for tests."""

from django.test import Client

from unions.models import Worker


def signed_in(worker: Worker) -> Client:
    client = Client()
    client.force_login(worker)
    return client
