"""The table of moves: what derives from it and what must hold of it."""

from pathlib import Path

from django.conf import settings

from initiatives.states import MOVES, REASONS, Act, Actor, Reason, State, diagram, move_of


def test_the_diagram_in_the_docs_is_the_table() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert diagram() in text


def test_an_act_leads_from_one_state_to_one_state() -> None:
    assert len({(move.act, move.source) for move in MOVES}) == len(MOVES)


def test_nothing_leads_back_to_a_draft_or_out_of_what_was_withdrawn() -> None:
    assert State.DRAFT not in {move.target for move in MOVES}
    assert State.WITHDRAWN not in {move.source for move in MOVES}


def test_the_system_only_passes_up() -> None:
    assert {move.act for move in MOVES if Actor.SYSTEM in move.actors} == {Act.FORWARD}


def test_each_reason_belongs_to_an_act() -> None:
    assert {reason for reasons in REASONS.values() for reason in reasons} == set(Reason)
    assert move_of(Act.APPROVE, State.DRAFT) is None
