"""Fixtures for the browser tests: a real Chromium, and the whole running stack."""

from collections.abc import Iterator
from typing import Any

import pytest

from config import chromium
from config.testing_stack import Stack, running_stack


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium: no download, and no word to anybody outside."""
    found = chromium.find()
    if found is None:
        pytest.fail(chromium.MISSING)
    return browser_type_launch_args | {"executable_path": found, "args": list(chromium.QUIET_AND_CLOSED)}


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """What `make run` runs, on a database and a port of its own, with the demonstration loaded."""
    with running_stack(tmp_path_factory.mktemp("stack")) as running:
        yield running
