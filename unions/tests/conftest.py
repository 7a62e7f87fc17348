"""Fixtures of the unions' tests."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from unions.tests.factories import Tree, make_tree


@pytest.fixture
def english() -> Iterator[None]:
    """Messages in English, whatever the catalogue says."""
    with translation.override("en"):
        yield


@pytest.fixture
def tree() -> Tree:
    return make_tree()
