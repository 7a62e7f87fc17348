"""The courses of initiatives up the ladder, told as the acts would have moved them; each step is a line for COPY.

They follow `initiatives.approval`. The check replays the steps by rules of its own.
"""

from random import Random

from campaign.courses import REJECTIONS
from campaign.programmes import DESK_DAYS
from campaign.simulation.calendar import office_hour
from campaign.simulation.ladder import BILLION, ENTERER_LIMIT, LIMITS, TWO_PERSONS_FROM, Ladder, Step, Told
from campaign.simulation.people import Staff
from campaign.simulation.plan import END, Final
from campaign.simulation.scale import DAY
from campaign.sources import document
from initiatives.states import Act, Reason, State

FROM_ABOVE = 0.03
"""How often an officer above decides at a desk below."""
RETURNED, RETURNED_TWICE, RECALLED, REJECTED_FIRST, REOPENED, OVERDUE = 0.1, 0.108, 0.116, 0.122, 0.127, 0.137
"""Of the approved, how many took which way, each up to here."""
THREE_ZEROS = 0.004
RETURN_REASONS = (
    Reason.INCOMPLETE, Reason.UNCLEAR, Reason.BENEFIT_UNFOUNDED, Reason.BENEFIT_UNFOUNDED, Reason.WRONG_AUTHORS,
    Reason.UNRECOGNISED,
)  # fmt: skip


class Teller:
    """Tells one initiative after the other."""

    def __init__(self, staff: Staff, random: Random) -> None:
        self.officers, self.ladder = staff.officers, Ladder(staff)
        self.random, self.r = random, random.random
        self.notes = document("notes.json")

    def tell(self, told: Told, final: int, verified: int, original: int | None) -> None:
        """From the first submission to its end."""
        drawn = self.r()
        if final == Final.APPROVED and drawn < RETURNED_TWICE and told.claimed and END - told.at > 6 * DAY:
            told.corrected, told.claimed = told.claimed, self.overstated(told.claimed)
        self.submit(told, 0)
        if final == Final.APPROVED:
            self.to_approval(told, verified, drawn)
        elif final == Final.REJECTED:
            if self.r() < 0.06:
                self.through_return(told)
            self.reject(told, original)
        elif final == Final.WITHDRAWN:
            if self.r() < 0.25 and END - told.at > 12 * DAY:
                self.give_back(told)
            self.later(told, 1, 9)
            self.write(told, Act.WITHDRAW, State.WITHDRAWN, told.enterer)
        elif final == Final.RETURNED:
            self.give_back(told)
        else:
            self.left_waiting(told, verified)

    def overstated(self, amount: int) -> int:
        """What the author claims first: now and then with three zeros too many."""
        if self.r() < THREE_ZEROS and amount < 10 * BILLION:
            return amount * 1000
        return amount * (100 + int(self.r() * 70)) // 100_000 * 1000

    def to_approval(self, told: Told, verified: int, drawn: float) -> None:
        left = END - told.at
        if drawn < RETURNED_TWICE and left > 6 * DAY:
            for _turn in range(2 if drawn >= RETURNED and left > 20 * DAY else 1):
                self.through_return(told)
        elif drawn < RECALLED and left > 4 * DAY:
            self.give_back(told)
            self.recall(told)
        elif drawn < REJECTED_FIRST and left > 12 * DAY:
            self.reject(told, None)
            self.reopen(told, Reason.NEW_EVIDENCE)
        elif drawn < REOPENED and left > 12 * DAY:
            self.approve_up(told, verified)
            self.reopen(told, Reason.DECIDED_IN_ERROR if drawn < 0.125 else Reason.COMPLAINT)
        elif drawn < OVERDUE and left > (DESK_DAYS + 3) * DAY:
            self.pass_up_overdue(told)
        self.approve_up(told, verified)

    def left_waiting(self, told: Told, verified: int) -> None:
        """Nobody has decided it yet: most wait where they came in."""
        drawn, left = self.r(), END - told.at
        if drawn < 0.06 and left > 6 * DAY:
            self.through_return(told)
        elif drawn < 0.075 and left > 8 * DAY:
            self.reject(told, None)
            self.reopen(told, Reason.NEW_EVIDENCE)
        elif drawn < 0.7 and told.claimed > (LIMITS[len(told.way)][told.desk] or told.claimed):
            self.approve_once(told, 0, above=False)
        elif drawn > 0.9 and left > (DESK_DAYS + 3) * DAY:
            self.pass_up_overdue(told)

    # Times

    def later(self, told: Told, least: float, most: float) -> None:
        """Move on by so many days, to an hour at work where it fits, and never to the close."""
        wanted = told.at + int((least + (most - least) * self.r()) * DAY)
        if wanted >= END:
            told.at += 1 + int((END - told.at - 2) * self.r()) if END - told.at > 2 else 0
            return
        working = office_hour(wanted, self.r)
        told.at = working if told.at < working < END else wanted

    # Acts

    def submit(self, told: Told, start: int) -> None:
        told.confirmers.clear()
        self.write(told, Act.SUBMIT, State.WAITING, told.enterer, desk=self.ladder.first_free(told, start))

    def through_return(self, told: Told) -> None:
        """Returned, changed and submitted again to the desk that returned it."""
        self.give_back(told)
        told.at += int((0.2 + 5 * self.r()) * min(DAY, (END - told.at) / 8))
        told.changed = told.at - 30
        told.claimed, told.corrected = told.corrected or told.claimed, 0
        self.submit(told, told.desk)

    def give_back(self, told: Told) -> None:
        self.later(told, 0.5, 8)
        by, office, _place = self.decider(told)
        reason = RETURN_REASONS[int(self.r() * len(RETURN_REASONS))]
        note = self.one(self.notes["return"][reason.value])
        self.write(told, Act.RETURN, State.RETURNED, by, office=office, reason=reason, note=note)

    def recall(self, told: Told) -> None:
        """By the officer who returned it, before the author has begun."""
        last = told.steps[-1]
        told.at += 600 + int(self.r() * 3600)
        told.at = min(told.at, END - 60)
        self.write(
            told,
            Act.RECALL,
            State.WAITING,
            last.made_by,
            office=last.office,
            desk=self.ladder.first_free(told, told.desk),
        )

    def reject(self, told: Told, original: int | None) -> None:
        self.later(told, 1, 12)
        by, office, place = self.decider(told)
        reason = Reason.DUPLICATE if original else REJECTIONS[int(self.r() * len(REJECTIONS))]
        note = self.one(self.notes["reject"][reason.value])
        self.write(told, Act.REJECT, State.REJECTED, by, office=office, reason=reason, note=note, duplicate_of=original)
        told.desk = place

    def reopen(self, told: Told, reason: Reason) -> None:
        """By the officer who decided, at their desk."""
        last = told.steps[-1]
        self.later(told, 2, 9)
        note = self.one(self.notes["reopen"][reason.value])
        by, office = last.made_by, last.office
        if (by, office) not in self.officers(told.way[told.desk], told.at // DAY):
            by, office = next(holder for holder in self.ladder.above(told, told.desk) if holder[0] not in told.authors)
        desk = self.ladder.first_free(told, told.desk, ignoring=True)
        self.write(told, Act.REOPEN, State.WAITING, by, office=office, reason=reason, note=note, desk=desk)

    def approve_up(self, told: Told, verified: int) -> None:
        while told.state == State.WAITING:
            self.approve_once(told, verified)

    def approve_once(self, told: Told, verified: int, *, above: bool = True) -> None:
        """Approve: it finishes, or confirms and passes up."""
        self.later(told, 0.3, 11 if not told.confirmers else 5)
        by, office, place = self.decider(told, above=above)
        larger = max(told.claimed, verified)
        limit = LIMITS[len(told.way)][place]
        over = limit is not None and larger > limit
        enterer = by == told.enterer and larger > ENTERER_LIMIT
        second = larger >= TWO_PERSONS_FROM and not told.confirmers - {by}
        less = 0 < verified < told.claimed
        note = self.one(self.notes["verified_less" if less else "confirmed"])
        if not (over or enterer or second):
            self.write(told, Act.APPROVE, State.APPROVED, by, office=office, note=note, verified=verified)
            told.desk = place
            return
        start = min(place + 1, len(told.way) - 1) if over else place
        desk = self.ladder.first_free(told, start, besides=by)
        self.write(told, Act.FORWARD, State.WAITING, by, office=office, reason=Reason.CONFIRMED, note=note, desk=desk)
        told.confirmers.add(by)

    def pass_up_overdue(self, told: Told) -> None:
        """By the system, when the desk's time is over, to a desk above where somebody is free."""
        if told.desk == len(told.way) - 1:
            return
        told.at += DESK_DAYS * DAY + 60 + int(self.r() * 240)
        desk = self.ladder.first_free(told, told.desk + 1)
        self.write(told, Act.FORWARD, State.WAITING, None, reason=Reason.OVERDUE, desk=desk)

    # Who and where

    def decider(self, told: Told, *, above: bool = True) -> tuple[int, int, int]:
        """Worker, office and place on the way of who decides: an officer of the desk, now and then of one above.

        Where nobody is left at the desk, the system passes it up first. Of a returned one it is whose desk returned it.
        """
        while True:
            place = told.desk
            if above and not told.confidential and self.r() < FROM_ABOVE and place < len(told.way) - 2:
                place += 1 + int(self.r() * (len(told.way) - 2 - place))
            for at in (place, told.desk):
                free = self.ladder.free(told, at)
                if free:
                    by, office = free[int(self.r() * len(free))]
                    return by, office, at
            desk = self.ladder.first_free(told, told.desk)
            if desk == told.desk:
                raise ValueError("Nobody is free up to the root.")
            self.write(told, Act.FORWARD, State.WAITING, None, reason=Reason.DESK_EMPTY, desk=desk)
            told.at = min(told.at + 1800 + int(self.r() * 7200), END - 1) if told.at < END - 1 else told.at

    # Writing

    def write(
        self,
        told: Told,
        act: Act,
        state: State,
        by: int | None,
        *,
        desk: int | None = None,
        office: int | None = None,
        reason: str = "",
        note: str = "",
        duplicate_of: int | None = None,
        verified: int | None = None,
    ) -> None:
        if desk is not None:
            told.desk = desk
        told.state = state
        where = None if desk is None else told.way[desk]
        amount = verified if told.claimed else None
        told.steps.append(
            Step(
                act.value,
                told.at,
                by,
                office,
                str(reason),
                note,
                duplicate_of,
                state.value,
                where,
                told.claimed,
                amount,
            )
        )

    def one(self, choices: list[str]) -> str:
        return choices[int(self.r() * len(choices))]
