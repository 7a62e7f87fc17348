"""What may be read of initiatives, and the lists that pages and jobs ask for."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import (
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Substr
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual

from initiatives.models.authorship import Authorship
from initiatives.models.programme import Programme
from initiatives.models.search import code_condition, entries, entry_holds, public_condition, words_of
from initiatives.models.step import ApprovalStep
from initiatives.states import Act, Reason, State
from unions import scope
from unions.models import Level, Office, Union, Worker
from unions.models.office import OfficeQuerySet
from unions.models.union import UnionQuerySet

if TYPE_CHECKING:
    from initiatives.models.initiative import Initiative  # noqa: F401 - the queryset's row, named in a string

COLUMN_OF_LEVEL = {
    Level.UNIT: "unit_id",
    Level.SUPERIOR: "superior_id",
    Level.GRASSROOTS: "union_id",
}
"""The column of an initiative that holds the union of this level above it, so that no list joins the tree."""


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    """Reads of initiatives in the domain's words."""

    def own_of(self, worker: Worker) -> "InitiativeQuerySet":
        """A worker's own: main author, co-author who has not declined, who entered it."""
        authored = Authorship.objects.filter(worker=worker, declined_at__isnull=True).values("initiative_id")
        return self.filter(Q(entered_by=worker) | Q(pk__in=authored))

    def in_hands_of(self, worker: Worker) -> "InitiativeQuerySet":
        """Those with which this person may do the author's acts, by the rule of rights.may_author; of few rows."""
        main = Authorship.objects.filter(position=1)
        never_signed_in = main.filter(initiative=OuterRef("pk"), worker__last_login__isnull=True)
        entered = Q(Exists(never_signed_in), entered_by=worker)
        return self.filter(entered | Q(pk__in=main.filter(worker=worker).values("initiative_id")))

    def within(self, unions: Iterable[Union]) -> "InitiativeQuerySet":
        """What was sent at or below these unions; nothing for no union."""
        below = Q(pk__in=[])
        for union in unions:
            if union.level == Level.CONFEDERATION:
                return self.sent()
            below |= _named(union)
        return self.filter(below).sent()

    def visible_to(self, worker: Worker, *, one: bool = False) -> "InitiativeQuerySet":
        """The one scope: a worker's own and what lies at or below where they are officer or leader.

        List, detail, file, export, autocomplete, history and search all start here. `one` is for what is found by a
        key: it asks the same of that row, where lists begin with all that are their own.
        """
        own = self._own_by_row(worker) if one else self.own_of(worker)
        return own | self.in_scope_of(worker) if scope.tops(worker, scope.READING) else own

    def _own_by_row(self, worker: Worker) -> "InitiativeQuerySet":
        """`own_of`, asked of each row."""
        authored = Authorship.objects.filter(initiative=OuterRef("pk"), worker=worker, declined_at__isnull=True)
        return self.filter(Q(entered_by=worker) | Exists(authored))

    def in_scope_of(self, worker: Worker) -> "InitiativeQuerySet":
        """Of what is visible, what lies at or below where they are officer or leader: what their lists are made of."""
        return self.within(scope.tops(worker, scope.READING))

    def readable_by(self, worker: Worker) -> "InitiativeQuerySet":
        """Of what is visible, that whose words may be shown, searched, compared or exported."""
        return self.visible_to(worker).with_openness(worker).filter(Q(("is_open", True)))

    def shown_to_all(self) -> "InitiativeQuerySet":
        """That of which everyone signed in may see code, title, field and unit."""
        return self.approved().filter(confidential=False)

    def with_openness(self, worker: Worker) -> "InitiativeQuerySet":
        """Annotates `is_open`: false for a confidential one whose way passes none of the worker's desks."""
        unions = [office.union_id for office in scope.offices(worker, scope.READING)]
        entered = self.model.objects.filter(pk=OuterRef("pk"), entered_by=worker)
        authored = Authorship.objects.filter(initiative=OuterRef("pk"), worker=worker, declined_at__isnull=True)
        passed = ApprovalStep.objects.filter(initiative=OuterRef("pk")).order_by()
        passed = passed.filter(Q(desk__in=unions) | Q(office__union__in=unions))
        open_to_all = models.When(confidential=False, then=Value(True))
        return self.annotate(
            is_open=models.Case(
                open_to_all, default=Coalesce(_any(entered), _any(authored), _any(passed), Value(False))
            )
        )

    def waiting_at(self, *desks: Union) -> "InitiativeQuerySet":
        """What waits for these desks to decide."""
        return self.filter(state=State.WAITING, desk__in=desks)

    def in_states(self, states: Iterable[str]) -> "InitiativeQuerySet":
        return self.filter(state__in=list(states))

    def oldest_first(self) -> "InitiativeQuerySet":
        """By the time since which it stands where it stands."""
        return self.order_by("moved_at", "pk")

    def newest_first(self) -> "InitiativeQuerySet":
        return self.order_by("-pk")

    def latest_moved_first(self) -> "InitiativeQuerySet":
        return self.order_by("-moved_at", "-pk")

    def approved(self) -> "InitiativeQuerySet":
        return self.filter(state=State.APPROVED)

    def drafts(self) -> "InitiativeQuerySet":
        return self.filter(state=State.DRAFT)

    def sent_to(self, programme: Programme) -> "InitiativeQuerySet":
        """What was sent to the programme, through its phases, by which an index holds it."""
        return self.filter(phase__programme=programme)

    def sent(self) -> "InitiativeQuerySet":
        return self.exclude(state=State.DRAFT)

    def overdue(self, at: datetime) -> "InitiativeQuerySet":
        """What has waited at its desk for longer than its programme allows."""
        a_day = Value(timedelta(days=1))
        allowed = ExpressionWrapper(F("programme__desk_days") * a_day, output_field=DurationField())
        # The shortest time of all programmes bounds the search by an index; without any, nothing is overdue.
        strict = Programme.objects.filter(desk_days__isnull=False).order_by("desk_days").values("desk_days")[:1]
        shortest = ExpressionWrapper(Subquery(strict) * a_day, output_field=DurationField())
        return self.filter(
            state=State.WAITING,
            programme__desk_days__isnull=False,
            moved_at__lt=Value(at) - shortest,
        ).filter(moved_at__lt=Value(at) - allowed)

    def matching(self, text: str, worker: Worker) -> "InitiativeQuerySet":
        """By a code or its beginning or number, else by beginnings of words of title, authors and union.

        “SK-2026-67”, “2026-67” and “0067” name SK-2026-0000067; a bare number may stand in a title, too. Accents do not
        matter. Of what this person may not read, code and union alone are searched. Answered from indexes.
        """
        if not words_of(text) or code_condition(text.strip()) is not None:
            return self._coded(text.strip())
        return self.filter(pk__in=entries(text).values("pk")).searchable_by(worker, text)

    def matching_row_by_row(self, text: str, worker: Worker) -> "InitiativeQuerySet":
        """The same, but never from the index of words: for rows in an order of their own, of which only some are read.

        The planner has no idea how frequent a word is: it would find all of a frequent one and then sort them.
        """
        if not words_of(text) or code_condition(text.strip()) is not None:
            return self._coded(text.strip())
        return self.filter(entry_holds(text)).searchable_by(worker, text)

    def _coded(self, text: str) -> "InitiativeQuerySet":
        """By what is written like a code; all for no text, nothing for one without a word."""
        if (code := code_condition(text)) is not None:
            return self.filter(code)
        return self.none() if text else self

    def searchable_by(self, worker: Worker, text: str) -> "InitiativeQuerySet":
        """That whose words this person may search, or that has all of them in what everybody may know."""
        # Asked by the key, so that an index that tells what is confidential answers for all else.
        public = self.model.objects.filter(public_condition(text), pk=OuterRef("pk"))
        return self.with_openness(worker).filter(Q(("is_open", True)) | Q(_any(public)))

    def stranded(self, on: date) -> "InitiativeQuerySet":
        """What waits at a desk where no officer is free to decide on the day: `ladder.free_desks`, of all at once."""
        return self.filter(_perhaps_stranded(on), state=State.WAITING).exclude(Exists(_free_officers(on)))

    def below_a_staffed_desk(self, on: date) -> "InitiativeQuerySet":
        """What waits at a desk above which somebody is officer on the day: what can be passed up."""
        steps = range(Union.steplen, Union._meta.get_field("path").max_length or 0, Union.steplen)
        above = [Q(union__path=Substr(OuterRef("desk__path"), 1, end)) for end in steps]
        return self.filter(Exists(_officers(on).filter(reduce(or_, above), union__depth__lt=OuterRef("desk__depth"))))

    def stuck(self, on: date) -> "InitiativeQuerySet":
        """What waits at the root with nobody free there: no job can pass it on, an administrator must help."""
        return self.filter(desk__in=_root()).stranded(on)

    def free_to(self, worker: Worker, on: date) -> "InitiativeQuerySet":
        """What waits at a desk of this person on which they are free to decide: no author, nor confirmed already."""
        return self.filter(Exists(_free_officers(on).filter(worker=worker)), state=State.WAITING)

    def in_states_at(self, midnight: datetime, states: Iterable[str], **counted_as: Any) -> "InitiativeQuerySet":
        """What stood in one of these states at that midnight, and was counted as given, read from the steps.

        Asked of each row for itself: joined, the planner would read the steps of all.
        """
        steps = ApprovalStep.objects.filter(initiative=OuterRef("pk"), at__lt=midnight).order_by("-pk")
        fits = ExpressionWrapper(Q(state__in=list(states), **counted_as), output_field=models.BooleanField())
        stood = Subquery(steps.values(fits=fits)[:1], output_field=models.BooleanField())
        return self.filter(stood, first_submitted_at__lt=midnight)

    def returned_with(self, **limits: int) -> "InitiativeQuerySet":
        """The returned whose claimed benefit, as it counts while they are edited, lies within these limits.

        What nobody has edited since says it itself, so that an index tells it of almost all.
        """
        counted = self.model.objects.filter(
            pk=OuterRef("pk"), **{f"last_step__{name}": of for name, of in limits.items()}
        )
        unedited = Q(edited_at__lte=F("moved_at"))
        return self.filter(Q(unedited, **limits) | Q(~unedited, Q(_any(counted))))

    def with_counted_benefit(self, midnight: datetime | None = None) -> "InitiativeQuerySet":
        """Annotates `counted_benefit`: the claimed one in VND as counted then or now, not as it is being edited."""
        if midnight is None:
            return self.annotate(counted_benefit=F("last_step__claimed_benefit"))
        steps = ApprovalStep.objects.last_before(midnight).filter(initiative=OuterRef("pk"))
        return self.annotate(counted_benefit=Subquery(steps.values("claimed_benefit")[:1]))


AMOUNT = Coalesce(F("claimed_benefit"), 0)


def _any(rows: "models.QuerySet[Any]") -> Subquery:
    """True where there is any, else null. Asked of each row: the planner reads the whole table for many an EXISTS."""
    return Subquery(rows.order_by().values(found=Value(True))[:1], output_field=models.BooleanField())


def _named(union: Union) -> Q:
    """What names the union as the one of its level above it; after a change of the tree, what is yet to name it."""
    column = COLUMN_OF_LEVEL[Level(union.level)]
    named = Q((f"{column}__in", union.named_by)) if union.formerly else Q((column, union.pk))
    if union.let_go:
        named &= ~Q(superior__in=union.let_go)
    return named | Q(superior__in=union.taken_in) if union.taken_in else named


def _perhaps_stranded(on: date) -> Q:
    """What is worth the closer look of `_free_officers`: nobody is there, or somebody may be barred.

    At 100,000 waiting this leaves a few where the closer look at each would take seconds.
    """
    officers = _officers(on)
    authors = Authorship.objects.filter(initiative=OuterRef("pk"), worker__in=officers.values("worker"))
    confirmed = GreaterThanOrEqual(AMOUNT, F("programme__two_persons_from"))
    entered = GreaterThan(AMOUNT, F("programme__enterer_may_finish_up_to"))
    return ~Q(desk__in=officers.values("union")) | Q(Exists(authors)) | Q(confirmed) | Q(entered)


def _free_officers(on: date) -> OfficeQuerySet:
    """The offices whose holders are free to decide on the initiative of the outer query, at its desk."""
    authors = Authorship.objects.filter(initiative=OuterRef(OuterRef("pk")), worker=OuterRef("worker"))
    begun_anew = ApprovalStep.objects.filter(initiative=OuterRef("initiative"), act=Act.SUBMIT, pk__gt=OuterRef("pk"))
    confirmed = ApprovalStep.objects.filter(
        initiative=OuterRef(OuterRef("pk")),
        made_by=OuterRef("worker"),
        act=Act.FORWARD,
        reason=Reason.CONFIRMED,
    ).exclude(Exists(begun_anew))
    by_the_enterer = Q(amount__gt=F("programme__enterer_may_finish_up_to"), made_by=F("initiative__entered_by"))
    needs_another = confirmed.annotate(amount=AMOUNT).filter(
        Q(amount__gte=F("programme__two_persons_from")) | by_the_enterer
    )
    above_the_enterer = GreaterThan(
        Coalesce(OuterRef("claimed_benefit"), 0), OuterRef("programme__enterer_may_finish_up_to")
    )
    entered = Q(above_the_enterer, worker=OuterRef("entered_by"), union__in=_root())
    offices = _officers(on).filter(union=OuterRef("desk"))
    return offices.exclude(Exists(authors)).exclude(Exists(needs_another)).exclude(entered)


def _officers(on: date) -> OfficeQuerySet:
    return Office.objects.active(on).officers().filter(worker__is_active=True)


def _root() -> UnionQuerySet:
    roots: UnionQuerySet = Union.objects.filter(level=Level.CONFEDERATION).order_by().values("pk")
    return roots
