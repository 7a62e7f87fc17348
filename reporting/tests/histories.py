"""Random histories: a random tree of unions, two programmes, and acts on the edges of days and months."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from initiatives import approval, drafts, rights
from initiatives.drafts import Author
from initiatives.models import AuthorGroup, Field, Initiative, Kind, Phase, Programme
from initiatives.refusals import Refused
from initiatives.states import Act, Reason, State
from initiatives.tests import factories as initiatives
from unions.models import Union, Worker
from unions.tests import factories as unions

MILLION = 1_000_000
START = datetime(2022, 12, 29, 23, 30, tzinfo=timezone.get_default_timezone())
AMOUNTS = (None, 0, 50 * MILLION, 150 * MILLION, 2_000 * MILLION, 200_000 * MILLION)
MOVES_OF = {
    State.DRAFT: (Act.SUBMIT,),
    State.WAITING: (*[Act.APPROVE] * 3, *[Act.RETURN] * 3, Act.REJECT, Act.FORWARD, Act.WITHDRAW),
    State.RETURNED: (Act.SUBMIT, Act.SUBMIT, Act.SUBMIT, Act.RECALL, Act.WITHDRAW),
    State.APPROVED: (Act.REOPEN,),
    State.REJECTED: (Act.REOPEN,),
    State.WITHDRAWN: (),
}


@dataclass(frozen=True)
class Event:
    """Something that happens after a pause; what exactly follows from `choice` and from how things stand."""

    pause: str
    what: str
    choice: int
    amount: int | None


PAUSES = ("none", "instant", "hours", "to midnight", "before midnight", "day", "to month end", "month", "back")

events = st.lists(
    st.builds(
        Event,
        pause=st.sampled_from(PAUSES),
        what=st.sampled_from(("new", *["act"] * 6, "edit", "fold")),
        choice=st.integers(0, 10_000),
        amount=st.sampled_from(AMOUNTS),
    ),
    min_size=10,
    max_size=40,
)

trees = st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=3), min_size=1, max_size=3)
"""For each unit how many grassroots unions stand directly below it, then below each of its superiors."""


@dataclass
class World:
    """The unions with their people, the programmes, what was put forward so far, and the time."""

    programmes: list[Programme]
    fields: list[Field]
    authors: list[Worker]
    officers: dict[int, Worker]
    now: datetime = START
    initiatives: list[Initiative] = field(default_factory=list)

    def wait(self, pause: str) -> None:
        """Let time pass; or go back to the start, as when an older history is loaded after a newer one."""
        self.now = START if pause == "back" else _later(self.now, pause)

    def happen(self, event: Event) -> None:
        """Do what the event says, or nothing where it cannot be."""
        self.wait(event.pause)
        if event.what == "new" or not self.initiatives:
            self._begin(event)
            return
        initiative = self.initiatives[event.choice % len(self.initiatives)]
        initiative = self.initiatives[event.choice % len(self.initiatives)] = Initiative.objects.get(pk=initiative.pk)
        try:
            if event.what == "edit":
                drafts.change(initiative, by=initiative.main_author, **self._content(event))
            else:
                self._move(initiative, event)
        except Refused:
            return

    def _begin(self, event: Event) -> None:
        author = self.authors[event.choice % len(self.authors)]
        draft = drafts.start(
            by=author,
            programme=self.programmes[event.choice % len(self.programmes)],
            authors=[Author(author, 100)],
            **initiatives.content(
                applied_on=date(2022, 12, 1), recognised_on=date(2022, 12, 5), **self._content(event)
            ),
        )
        Initiative.objects.filter(pk=draft.pk).update(edited_at=self.now)
        self.initiatives.append(draft)
        try:
            approval.submit(draft, by=author, seen=None, at=self.now)
        except Refused:
            return

    def _content(self, event: Event) -> dict[str, Any]:
        return {
            "field": self.fields[event.choice % 3],
            "kind": list(Kind)[event.choice % 5],
            "author_group": list(AuthorGroup)[event.choice % 7 % 3],
            "computable": event.amount is not None,
            "claimed_benefit": event.amount,
        }

    def _move(self, initiative: Initiative, event: Event) -> None:
        possible = MOVES_OF[State(initiative.state)]
        if not possible:
            return
        act = possible[event.choice // 7 % len(possible)]
        common: dict[str, Any] = {"seen": initiative.last_step_id, "at": self.now}
        if act == Act.SUBMIT and event.choice % 2:
            drafts.change(initiative, by=initiative.main_author, **self._content(event))
        if act in (Act.SUBMIT, Act.WITHDRAW):
            {Act.SUBMIT: approval.submit, Act.WITHDRAW: approval.withdraw}[act](
                initiative, by=initiative.main_author, **common
            )
            return
        if act == Act.FORWARD:
            approval.forward(initiative, reason=Reason.OVERDUE, **common)
            return
        common["by"] = self._officer(initiative, event.choice)
        if act == Act.APPROVE:
            verified = initiative.amount // (1 + event.choice % 3)
            approval.approve(initiative, verified_benefit=verified, **common)
        elif act == Act.RETURN:
            approval.return_(initiative, reason=Reason.UNCLEAR, note="Nêu rõ hơn.", **common)
        elif act == Act.REJECT:
            approval.reject(initiative, reason=Reason.NOT_NEW, **common)
        elif act == Act.RECALL:
            approval.recall(initiative, **common)
        else:
            approval.reopen(initiative, reason=Reason.COMPLAINT, note="Có khiếu nại.", **common)

    def _officer(self, initiative: Initiative, choice: int) -> Worker:
        """An officer of the responsible desk or of one above it."""
        desk = rights.responsible_desk_of(initiative)
        staffed = [union.pk for union in desk.with_ancestors() if union.pk in self.officers]
        return self.officers[staffed[-1 - choice % min(2, len(staffed))]]


def world(tree: list[list[int]], unstaffed: int) -> World:
    """Unions as the tree says, an officer at most of them, and two programmes, the first in two phases.

    Desks whose number is divisible by `unstaffed` have no officer.
    """
    root = unions.confederation()
    members = [unions.grassroots(unions.unit())]
    for direct, *superiors in tree:
        unit = unions.unit()
        members += [unions.grassroots(unit) for _ in range(direct)]
        for below in superiors:
            superior = unions.superior(unit)
            members += [unions.grassroots(superior) for _ in range(below)]
    staffed = [union for n, union in enumerate(Union.objects.all(), start=1) if n % unstaffed or union == root]
    return World(
        programmes=[_two_phases(), _programme("thu-hai")],
        fields=[initiatives.field(slug) for slug in ("co-khi", "y-te", "giao-duc")],
        authors=[unions.worker(union=union) for union in (*members, members[0].with_ancestors()[1])],
        officers={union.pk: unions.officer(union) for union in staffed},
    )


def _first(year: int) -> datetime:
    """The beginning of December in Vietnam."""
    return datetime(year, 12, 1, tzinfo=timezone.get_default_timezone())


def _programme(slug: str) -> Programme:
    return initiatives.programme(
        slug,
        opens_at=_first(2022),
        closes_at=_first(2023),
        decides_until=_first(2024),
        applied_from=date(2022, 1, 1),
        applied_until=date(2023, 12, 31),
    )


def _two_phases() -> Programme:
    programme = _programme("thu-nhat")
    first = programme.phases.get()
    last_day, first.ends_on, first.target = first.ends_on, date(2022, 12, 31), 400
    first.save()
    Phase.objects.create(
        programme=programme, name_vi="Giai đoạn 2", name_en="Phase 2", starts_on=date(2023, 1, 1), ends_on=last_day
    )
    return programme


def _later(now: datetime, pause: str) -> datetime:
    """Instants on the edges of Vietnam's days and months among them."""
    here = timezone.localtime(now)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    first_of_next = (here.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return {
        "none": here,
        "instant": here + timedelta(microseconds=1),
        "hours": here + timedelta(hours=3),
        "to midnight": midnight,
        "before midnight": midnight - timedelta(microseconds=1),
        "day": here + timedelta(days=1),
        "to month end": first_of_next - timedelta(microseconds=1),
        "month": here + timedelta(days=31),
    }[pause]
