"""What each step changes: the amounts that it puts on and takes off, in the union, phase and class that it carries."""

from reporting.models.tally import ALL_SENT, COUNTED_STATES, Cell

GIVEN = "s.id = ANY(%s)"
COUNTED = "NOT EXISTS (SELECT FROM initiatives_uncountedstep u WHERE u.step_id = s.id)"
UNCOUNTED = "EXISTS (SELECT FROM initiatives_uncountedstep u WHERE u.step_id = s.id)"
"""Of which steps `s`."""


def in_states(state: str, claimed: str, verified: str, *, first: str = "false") -> dict[str, str]:
    """SQL of every amount of one initiative from its state, benefits, and whether it is sent now."""
    amounts = {}
    for name in COUNTED_STATES:
        here = first if name == ALL_SENT else f"coalesce({state} = '{name}', false)"
        amounts[name] = f"({here})::int"
        amounts[f"{name}_claimed"] = f"CASE WHEN {here} THEN coalesce({claimed}, 0) ELSE 0 END"
        amounts[f"{name}_claimed_count"] = f"({here} AND {claimed} IS NOT NULL)::int"
    amounts["approved_verified"] = f"coalesce({verified}, 0)"
    amounts["approved_verified_count"] = f"({verified} IS NOT NULL)::int"
    return amounts


_ON = in_states("cell.on_state", "cell.on_claimed", "cell.on_verified", first="cell.is_first")
_OFF = in_states("cell.off_state", "cell.off_claimed", "cell.off_verified")
_CLASS = ("programme_id", "union_id", "phase_id", "author_group", "kind", "field_id")
_SAME = (
    f"({', '.join(f's.{name}' for name in _CLASS)}) IS NOT DISTINCT FROM ({', '.join(f'p.{name}' for name in _CLASS)})"
)


def _touched(name: str) -> str:
    """Whether a step can change the amount at all."""
    state = name.removesuffix("_count").removesuffix("_claimed")
    if state == ALL_SENT:
        return "cell.is_first"
    if state.endswith("_verified"):
        return "cell.on_verified IS NOT NULL OR cell.off_verified IS NOT NULL"
    return f"cell.on_state = '{state}' OR cell.off_state = '{state}'"


_CHANGES = ", ".join(
    f"CASE WHEN {_touched(name)} THEN nullif({_ON[name]} - {_OFF[name]}, 0) END AS {name}" for name in Cell.AMOUNTS
)

LEAF_CHANGES = f"""
SELECT {", ".join(f"cell.{name}" for name in Cell.KEY)}, s.day, {_CHANGES}
FROM initiatives_approvalstep s
LEFT JOIN initiatives_approvalstep p ON p.id = s.previous_id
CROSS JOIN LATERAL (
    SELECT {", ".join(f"s.{name}" for name in _CLASS)}, s.previous_id IS NULL AS is_first,
        s.state AS on_state, s.claimed_benefit AS on_claimed, s.verified_benefit AS on_verified,
        CASE WHEN {_SAME} THEN p.state END AS off_state,
        CASE WHEN {_SAME} THEN p.claimed_benefit END AS off_claimed,
        CASE WHEN {_SAME} THEN p.verified_benefit END AS off_verified
    UNION ALL
    SELECT {", ".join(f"p.{name}" for name in _CLASS)}, false, NULL, NULL, NULL,
        p.state, p.claimed_benefit, p.verified_benefit WHERE p.id IS NOT NULL AND NOT {_SAME}
) cell
WHERE {{condition}}
"""
"""A step puts on what it carries and takes off, on its own day, what the step before it had put on: in one row, but
where the initiative changed its author group, kind or field. A benefit stands where it can be computed, only there.
What does not change is null: a step changes few amounts, and a million rows of noughts would be twice as wide."""

LEAF_DELTAS = f"INSERT INTO leaf_deltas ({', '.join(Cell.KEY)}, day, {', '.join(Cell.AMOUNTS)}) {LEAF_CHANGES}"
