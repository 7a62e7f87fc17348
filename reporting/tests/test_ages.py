"""How old figures are, in words."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "just now"),
        (9, "just now"),
        (10, "10 seconds ago"),
        (119, "119 seconds ago"),
        (120, "2\xa0minutes ago"),
        (7500, "2\xa0hours, 5\xa0minutes ago"),
    ],
)
def test_an_age_is_told_as_people_say_it(seconds: int, said: str) -> None:
    at = timezone.now() - timedelta(seconds=seconds)
    with translation.override("en"):
        shown = render_to_string("reporting/_ago.html", {"seconds": seconds, "at": at}).strip()
    assert shown == f'<span data-age="{seconds}" data-now="just now">{said}</span>'
