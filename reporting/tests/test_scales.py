"""How long bars are."""

import pytest

from reporting.scales import WIDEST, scale


@pytest.mark.parametrize(
    ("shares", "widest"),
    [
        ([], 100),
        ([-1.0], 100),
        ([0.4, 1.0], 100),
        ([1.01], 150),
        ([1.5, 0.2], 150),
        ([1.51], 200),
        ([20.0, 1.4], WIDEST),
    ],
)
def test_the_largest_share_fills_its_bar_and_none_presses_the_others_together(shares: list[float], widest: int) -> None:
    assert scale(shares).widest == widest


def test_the_quota_is_marked_where_it_is_not_the_end_of_the_bar() -> None:
    assert (scale([0.8]).mark, scale([1.4]).mark) == (None, 100)
