"""Fixtures of the unions' tests."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def english() -> Iterator[None]:
    """Messages in English, whatever the catalogue says."""
    with translation.override("en"):
        yield
