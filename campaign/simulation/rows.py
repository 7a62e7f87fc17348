"""The rows of initiatives, authors and steps, a block at a time: the same whichever process makes it."""

from random import Random
from typing import NamedTuple

from campaign.simulation.calendar import DATES, instant_text
from campaign.simulation.courses import Teller
from campaign.simulation.ladder import BILLION, Step, Told
from campaign.simulation.people import has_signed_in
from campaign.simulation.plan import END, UNION_WORK, Final
from campaign.simulation.scale import DAY, OPENS, SECOND_PHASE, day_number
from campaign.simulation.units import GROUPS
from campaign.simulation.wording import Content, computation
from campaign.simulation.world import Block, World
from campaign.sources import document

STEPS_OF_BLOCK, AUTHORS_OF_BLOCK = 14_000, 10_000
"""Ids that a block may use; what it leaves is a gap, as a sequence leaves them."""
CO_AUTHORS = 0.3
CONFIDENTIAL, OFFICER_AMONG_AUTHORS, DUPLICATES = 0.012, 0.006, 0.16
ENTERED_BY = (0.74, 0.95)
"""Up to here an officer of the author's own union enters, then one of the superior union, then one of the unit."""
YEAR_ENDS = {year: day_number(SECOND_PHASE.replace(year=year + 1, month=1)) for year in (2022, 2023)}
FIRST_APPLIED = 0
OPENED, SECOND_PHASE_DAY = day_number(OPENS), day_number(SECOND_PHASE)
NULL = "\\N"
DESKS = 4
"""On the way of a union below a superior one."""

INITIATIVE_COLUMNS = (
    "id", "key", "code", "programme_id", "phase_id", "union_id", "superior_id", "unit_id", "entered_by_id", "state",
    "desk_id", "last_step_id", "moved_at", "first_submitted_at", "verified_benefit", "created_at", "edited_at", "title",
    "title_folded", "kind", "field_id", "author_group", "owner", "applied_on", "recognised_by", "recognition_number",
    "recognised_on", "state_before", "solution", "conditions", "effect", "computable", "benefit_period",
    "claimed_benefit", "computation", "confidential", "confidential_parts", "declared",
)  # fmt: skip
STEP_COLUMNS = (
    "id", "initiative_id", "previous_id", "act", "at", "made_by_id", "office_id", "reason", "note", "duplicate_of_id",
    "state", "desk_id", "claimed_benefit", "verified_benefit", "union_id", "programme_id", "phase_id", "author_group",
    "field_id", "kind", "computable",
)  # fmt: skip
AUTHOR_COLUMNS = ("id", "initiative_id", "worker_id", "position", "title", "share", "declined_at")


class Planned(NamedTuple):
    """What the plan says of one initiative."""

    at: int
    group: int
    final: int
    grassroots: int
    rank: int
    claimed: int
    verified: int


class Rows(NamedTuple):
    """Text for COPY of each table."""

    initiatives: str
    authors: str
    steps: str
    uncounted: str


class Writer:
    """Makes the rows of one block."""

    def __init__(self, world: World, block: Block) -> None:
        self.world, self.block = world, block
        self.random = Random(world.size.seed_of("block", block.number))
        self.r = self.random.random
        self.teller = Teller(world.staff, self.random)
        self.step = block.number * STEPS_OF_BLOCK
        self.author = block.number * AUTHORS_OF_BLOCK
        self.initiatives: list[str] = []
        self.authors: list[str] = []
        self.steps: list[str] = []
        self.uncounted: list[str] = []
        self.originals: dict[tuple[int, int, bool], tuple[int, Content]] = {}
        self.titles = document("people.json")["titles"]

    def rows(self) -> Rows:
        if self.block.drafts:
            for number in range(self.block.first, self.block.until):
                self.draft(number)
        else:
            plan, part = self.world.plan, slice(self.block.first, self.block.until)
            columns = (plan.at, plan.group, plan.final, plan.grassroots, plan.author, plan.claimed, plan.verified)
            for number, values in enumerate(zip(*(c[part].tolist() for c in columns), strict=True), self.block.first):
                self.sent(number, Planned(*values))
        if (
            self.step >= (self.block.number + 1) * STEPS_OF_BLOCK
            or self.author >= (self.block.number + 1) * AUTHORS_OF_BLOCK
        ):
            raise ValueError(f"Block {self.block.number} needs more ids than it has.")
        return Rows(
            "".join(self.initiatives), "".join(self.authors), "".join(self.steps), "".join(self.uncounted)
        )  # fmt: skip

    def sent(self, number: int, one: Planned) -> None:
        """One that was submitted, with its whole course."""
        world, r = self.world, self.r
        at, group, final, grassroots, rank, claimed, verified = one
        way = world.forest.way(grassroots)
        author = world.staff.author(grassroots, rank, group == UNION_WORK)
        authors = self.with_co_authors(grassroots, author, at // DAY)
        enterer = self.enterer(way, author, authors, at // DAY)
        confidential = r() < CONFIDENTIAL
        duplicate, content = self.said(grassroots, way, group, claimed, final)
        told = Told(way, at, frozenset(authors), enterer, claimed, confidential)
        self.teller.tell(told, final, verified, duplicate)
        if not duplicate and final == Final.APPROVED and not confidential:
            self.originals[way[-2], group, claimed > 0] = (number + 1, content)
        self.write_authors(number + 1, grassroots, group, authors)
        last = self.write_steps(number + 1, told, group, content)
        self.initiatives.append(self.line(number + 1, told, group, content, last))

    def draft(self, number: int) -> None:
        """One that was begun shortly before the close, and never submitted."""
        world, r = self.world, self.r
        like = int(r() * world.size.initiatives)
        grassroots, group = int(world.plan.grassroots[like]), int(world.plan.group[like])
        author = world.staff.author(grassroots, int(world.plan.author[like]), group == UNION_WORK)
        content = self.content(grassroots, group, 0)
        way = world.forest.way(grassroots)
        begun = END - 60 - int(r() ** 3 * 300 * DAY)
        told = Told(way, begun, frozenset([author]), author, 0, False)
        self.write_authors(number + 1, grassroots, group, [author])
        self.initiatives.append(self.line(number + 1, told, group, content, None))

    def content(self, grassroots: int, group: int, claimed: int) -> Content:
        forest = self.world.forest
        return self.world.wording.content(
            self.random,
            forest.sector[grassroots],
            group,
            computable=claimed > 0,
            workplace=forest.workplace(grassroots),
        )

    def said(
        self, grassroots: int, way: tuple[int, ...], group: int, claimed: int, final: int
    ) -> tuple[int | None, Content]:
        """What it says; of some that are rejected what an earlier one of the same unit says, with its id."""
        if final == Final.REJECTED and self.r() < DUPLICATES:
            original = self.originals.get((way[-2], group, claimed > 0))
            if original:
                return original
        if claimed >= BILLION and group != UNION_WORK:
            return None, self.world.wording.large_content(self.random, self.world.forest.sector[grassroots], group)
        return None, self.content(grassroots, group, claimed)

    def with_co_authors(self, grassroots: int, author: int, day: int) -> list[int]:
        """The author first; co-authors are members of the same union, now and then its officer."""
        r, staff = self.r, self.world.staff
        authors = [author]
        drawn = r()
        if drawn < CO_AUTHORS:
            first, count = staff.members(grassroots)
            for _ in range(1 + (drawn < 0.1) + (drawn < 0.03)):
                other = first + int(r() * count)
                if other not in authors:
                    authors.append(other)
        elif drawn > 1 - OFFICER_AMONG_AUTHORS:
            authors += [
                worker for worker, _office in staff.officers(self.world.forest.first_grassroots + grassroots, day)[:1]
            ]
        return authors

    def enterer(self, way: tuple[int, ...], author: int, authors: list[int], day: int) -> int:
        """The author who has signed in, else an officer of the union or above who is no author."""
        if has_signed_in(author):
            return author
        drawn = self.r()
        begin = 0 if drawn < ENTERED_BY[0] else 1 if drawn < ENTERED_BY[1] else len(way) - 2
        for union in (*way[begin:-1], *way[:-1]):
            free = [worker for worker, _office in self.world.staff.officers(union, day) if worker not in authors]
            if free:
                return free[int(self.r() * len(free))]
        return author

    def write_authors(self, initiative: int, grassroots: int, group: int, authors: list[int]) -> None:
        titles = (
            self.world.texts["union_titles"]
            if group == UNION_WORK
            else self.titles[self.world.forest.sector[grassroots]]
        )
        others = len(authors) - 1
        share = 10 + int(self.r() * 4) * 5 if others else 0
        for position, worker in enumerate(authors, start=1):
            self.author += 1
            mine = share if position > 1 else 100 - share * others
            self.authors.append(
                f"{self.author}\t{initiative}\t{worker}\t{position}\t{titles[worker % len(titles)]}\t{mine}\t\\N\n"
            )

    def write_steps(self, initiative: int, told: Told, group: int, content: Content) -> int:
        world = self.world
        phase = world.phases[told.steps[0].at // DAY >= SECOND_PHASE_DAY]
        tail = (
            f"{told.way[0]}\t{world.programme}\t{phase}\t{GROUPS[group]}\t{world.fields[content.subject.field]}"
            f"\t{content.subject.kind}\t{'t' if told.claimed else 'f'}\n"
        )
        previous: int | str = NULL
        for step in told.steps:
            self.step += 1
            self.steps.append(f"{self.step}\t{initiative}\t{previous}\t{_step_text(step)}\t{tail}")
            self.uncounted.append(f"{self.step}\n")
            previous = self.step
        return self.step

    def line(self, initiative: int, told: Told, group: int, content: Content, last: int | None) -> str:
        """The initiative's own row; a draft has no last step."""
        world, r, way = self.world, self.r, told.way
        step = told.steps[-1] if told.steps else None
        at = told.steps[0].at if step else told.at
        day = at // DAY
        applied = max(FIRST_APPLIED, day - 3 - int(r() ** 1.5 * 240))
        recognised = applied + int(r() * (day - applied + 1))
        begun = max(at - 300 - int(r() ** 2 * 3 * DAY), min(OPENED * DAY, at))
        edited = told.changed or max(begun, at - 40)
        key = f"{self.random.getrandbits(128) & ~(0xF000 << 64) | (0x4000 << 64):032x}"
        if step:
            sent = f"SK-{2022 if day < YEAR_ENDS[2022] else 2023}-{initiative:07d}"
            phase = str(world.phases[day >= SECOND_PHASE_DAY])
            superior, unit = str(way[1]) if len(way) == DESKS else NULL, str(way[-2])
            moved = f"{step.state}\t{step.desk or NULL}\t{last}\t{instant_text(step.at)}\t{instant_text(at)}"
            verified = NULL if step.verified is None else str(step.verified)
        else:
            sent = phase = superior = unit = verified = NULL
            moved = f"draft\t{NULL}\t{NULL}\t{NULL}\t{NULL}"
        text, subject = world.texts, content.subject
        hidden = (
            f"t\t{text['confidential_parts'][initiative % len(text['confidential_parts'])]}"
            if told.confidential
            else "f\t"
        )
        amount = f"t\tyearly\t{told.claimed}" if told.claimed else f"f\tyearly\t{NULL}"
        return (
            f"{initiative}\t{key}\t{sent}\t{world.programme}\t{phase}\t{way[0]}\t{superior}\t{unit}\t{told.enterer}\t{moved}"
            f"\t{verified}\t{instant_text(begun)}\t{instant_text(edited)}\t{content.title}\t{content.title_folded[:320]}"
            f"\t{subject.kind}\t{world.fields[subject.field]}\t{GROUPS[group]}\t{text['owners'][group]}\t{DATES[applied]}"
            f"\t{text['recognised_by'][group]}\t{2 + int(r() * 260)}/QĐ-HĐSK\t{DATES[recognised]}\t{content.before}"
            f"\t{content.solution}\t{content.conditions}\t{content.effect}\t{amount}"
            f"\t{computation(self.random, subject, told.claimed)}\t{hidden}\tt\n"
        )


def _step_text(step: Step) -> str:
    return (
        f"{step.act}\t{instant_text(step.at)}\t{step.made_by or NULL}\t{step.office or NULL}\t{step.reason}"
        f"\t{step.note}"
        f"\t{step.duplicate_of or NULL}\t{step.state}\t{step.desk or NULL}\t{step.claimed or NULL}"
        f"\t{NULL if step.verified is None else step.verified}"
    )
