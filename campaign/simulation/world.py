"""What the rows of initiatives are made of, and the blocks in which they are made."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from campaign.simulation.forest import Forest
from campaign.simulation.people import Staff
from campaign.simulation.plan import Plan
from campaign.simulation.scale import Size
from campaign.simulation.wording import Wording
from campaign.sources import document

BLOCK = 4_000
DRAFTS = 0.004


class Block(NamedTuple):
    """Initiatives from `first` (from 0) until before `until`; drafts begin where those that were sent end."""

    number: int
    first: int
    until: int
    drafts: bool


@dataclass(frozen=True)
class World:
    """All that blocks are made of; read by every process and changed by none."""

    size: Size
    plan: Plan
    forest: Forest
    staff: Staff
    wording: Wording
    programme: int
    phases: tuple[int, int]
    fields: dict[str, int]

    @property
    def blocks(self) -> list[Block]:
        sent, drafts = self.size.initiatives, round(self.size.initiatives * DRAFTS)
        bounds = [(first, min(first + BLOCK, sent), False) for first in range(0, sent, BLOCK)]
        bounds += [(first, min(first + BLOCK, sent + drafts), True) for first in range(sent, sent + drafts, BLOCK)]
        return [Block(number, *bound) for number, bound in enumerate(bounds)]

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        common = document("subjects.json")
        return {
            "owners": [common["owners"][whose] for whose in ("public", "enterprise", "union")],
            "recognised_by": [common["recognised_by"][whose] for whose in ("public", "enterprise", "union")],
            "confidential_parts": document("simulated_texts.json")["confidential_parts"],
            "union_titles": document("simulated_texts.json")["union_titles"],
        }
