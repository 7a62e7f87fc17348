"""What most tests of pages of figures begin with."""

import pytest

from initiatives.models import Programme
from initiatives.tests import factories as make
from unions.tests import factories as who
from unions.tests.factories import Tree


@pytest.fixture
def tree() -> Tree:
    return who.make_tree()


@pytest.fixture
def programme() -> Programme:
    return make.programme()
