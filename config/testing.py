"""The pytest plugin that gives a test run services of its own, beside those of `make run`."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from config import services

TEST_FOLDER = services.local_folder() / "test"

# Read when the settings load, which is right after this module is imported.
os.environ.setdefault("DEMO", "1")
os.environ["LOCAL_DIR"] = str(TEST_FOLDER)
os.environ.setdefault("STATIC_ROOT", str(TEST_FOLDER / "staticfiles"))
# Playwright keeps an event loop in the main thread after the first browser test; the tests' own queries are not async.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_sessionstart(session: pytest.Session) -> None:
    Path(os.environ["STATIC_ROOT"]).mkdir(parents=True, exist_ok=True)
    if not session.config.option.collectonly:
        try:
            session.config.stash[STARTED] = services.start(durable=False)
        except services.ServiceError as error:
            pytest.exit(str(error), returncode=3)


STARTED = pytest.StashKey[list[str]]()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the services that this run started, and leave those that ran before."""
    if config.stash.get(STARTED, []):
        services.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: the stack that they drive takes the machine's time from the others."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True, scope="session")
def plain_static_files() -> Iterator[None]:
    """Addresses of static files without the manifest that only collectstatic writes; exports in memory."""
    staticfiles = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    exports = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": staticfiles, "exports": exports}):
        yield
