"""The counting law on random histories in which unions are moved and merged between the acts."""

from collections import Counter
from dataclasses import asdict
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.approval import loading_history
from initiatives.models import Initiative
from initiatives.refusals import Refused
from initiatives.states import State
from reporting import tree_plan
from reporting.figures import figures
from reporting.fold import fold
from reporting.models import TreeChange
from reporting.moving_unions import merge, move
from reporting.settling import settle
from reporting.tests import recount
from reporting.tests.histories import Event, events, trees, world
from reporting.tests.test_law import audited, fold_all
from unions.models import Union

pytestmark = pytest.mark.django_db

changes = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10_000)), min_size=1, max_size=6)
"""After which event a union changes its place, and which."""


def change_tree(choice: int) -> None:
    """One of the changes that may be, if any: most pairs of unions are refused."""
    pairs = list(combinations(Union.objects.all(), 2))
    pairs += [(other, one) for one, other in pairs]
    for number in range(len(pairs)):
        one, other = pairs[(choice + number) % len(pairs)]
        try:
            if (choice + number) % 3:
                merge(one, into=other, by=None, note="Sáp nhập.")
            else:
                move(one, under=other, by=None, note="Chuyển.")
        except Refused:
            continue
        return


@settings(max_examples=10, deadline=None)
@given(
    tree=trees,
    happenings=events,
    moved=changes,
    batch=st.integers(1, 9),
    settles=st.booleans(),
    most=st.sampled_from((0, 5_000)),
)
def test_moved_and_merged_unions_keep_the_law(
    tree: list[list[int]], happenings: list[Event], moved: list[tuple[int, int]], batch: int, settles: bool, most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(tree_plan, "MOST_AT_ONCE", most)
        lived = world(tree, 5)
        due = dict(moved)
        with loading_history():
            for number, event in enumerate(happenings):
                if event.what == "fold":
                    fold(batch)
                else:
                    lived.happen(event)
                if number in due:
                    change_tree(due[number])
                    if settles:
                        settle()
        change_tree(moved[0][1])
        assert TreeChange.objects.exists()
        _check_lists()
        fold_all(batch)
        assert audited() == []
        programme = lived.programmes[0]
        found = figures(programme, Union.objects.all())
        counted = recount.figures_of(recount.live(), programme, None)
        assert {pk: _without_quotas(asdict(one)) for pk, one in found.items()} == counted
        transaction.set_rollback(True)


def _check_lists() -> None:
    """Every union's list holds what was sent at or below it, carried already or not."""
    paths = dict(Union.objects.values_list("pk", "path"))
    sent = Counter(Initiative.objects.exclude(state=State.DRAFT).values_list("union_id", flat=True))
    for union in Union.objects.all():
        due = sum(number for pk, number in sent.items() if paths[pk].startswith(union.path))
        assert Initiative.objects.within([union]).count() == due


def _without_quotas(values: dict[str, int]) -> dict[str, int]:
    return {name: value for name, value in values.items() if name not in {"quota", "registered"}}
