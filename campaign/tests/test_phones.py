"""The phones of the demonstration's unions."""

import pytest

from campaign.tree import load_tree
from unions.models import Union

pytestmark = pytest.mark.django_db


def test_every_union_has_a_number_in_a_range_that_is_given_to_nobody() -> None:
    load_tree()
    phones = list(Union.objects.values_list("phone", flat=True))

    assert len(phones) > 1000
    assert all(phone.startswith("0510 ") and len(phone.replace(" ", "")) == 10 for phone in phones)
    assert len(set(phones)) > 0.95 * len(phones)
