"""Whom and what most tests of initiatives begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from initiatives.models import Initiative, Programme
from initiatives.tests import factories as make
from unions.models import Worker
from unions.tests import factories as who
from unions.tests.factories import Tree


@pytest.fixture
def tree() -> Tree:
    return who.make_tree()


@pytest.fixture
def author(tree: Tree) -> Worker:
    """A member of the grassroots union, who holds no office and has never signed in."""
    return who.worker("Nguyễn Thị Hạnh", union=tree.grassroots, title="Công nhân may")


@pytest.fixture
def programme() -> Programme:
    return make.programme()


@pytest.fixture
def officer(tree: Tree) -> Worker:
    """The officer at the first desk."""
    return who.officer(tree.grassroots, "Cán Bộ Cơ Sở")


@pytest.fixture
def initiative(author: Worker, officer: Worker, programme: Programme) -> Initiative:
    """One that waits at the first desk, where the officer may decide on it."""
    return make.submitted(author, programme)


@pytest.fixture
def export_files(tmp_path: Path) -> Iterator[Path]:
    """Spools and files of exports of this test alone, on the disk."""
    backend = "django.core.files.storage.FileSystemStorage"
    kept = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path / "exports")}}
    with override_settings(EXPORT_SPOOL=str(tmp_path / "spool"), STORAGES=settings.STORAGES | {"exports": kept}):
        yield tmp_path
