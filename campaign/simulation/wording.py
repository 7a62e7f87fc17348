"""Believable words: sentences of campaign/data, put together beforehand so that a body costs a few choices."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any, NamedTuple

from campaign.simulation.spelling import folded_words
from campaign.sources import document
from campaign.texts import PLACED, SUBJECTS, VND_PER_KWH, VND_PER_MINUTE, WORKING_DAYS

MIXES, NUMBERED = 48, 64
"""How many mixtures of a subject's words, and of a sentence's figures, are kept ready."""
WITH_PURPOSE, WITH_PLACE, WITH_WORKPLACE = 0.45, 0.4, 0.22
GROUPS = ("public", "enterprise", "union")
UNION = 2
LARGE_SECTORS = ("oil", "power", "mining")
WITH_THIRD_CONDITION = 0.7
NOTHING = ("",)
LONGEST_TITLE = 290
NOT_COMPUTED = "Không lượng hóa bằng tiền; hiệu quả nêu ở mục trên."

Texts = list[str]
Title = tuple[str, str]


@dataclass(frozen=True)
class Mix:
    """A subject with its words chosen: whole sentences, titles with their folded form."""

    titles: list[Title]
    before: Texts
    solution: Texts
    effect: Texts


@dataclass(frozen=True)
class Subject:
    """What an initiative may be about."""

    field: str
    kind: str
    by: str
    measure: dict[str, Any]
    placed: bool
    mixes: list[Mix]


class Content(NamedTuple):
    """What the form asks, ready for COPY, but for amounts."""

    subject: Subject
    title: str
    title_folded: str
    before: str
    solution: str
    conditions: str
    effect: str


class Wording:
    """All that is ready to be chosen from; made once and shared by the processes."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        self.words = document("simulated_texts.json")
        self.services = document("subjects_services.json")
        subjects = [subject for name in SUBJECTS for subject in document(name)["subjects"]]
        ready = [(subject["sectors"], bool(subject.get("large")), _ready(random, subject)) for subject in subjects]
        self.by_sector: dict[tuple[str, bool], list[Subject]] = {}
        for sectors, large, subject in ready:
            for sector in sectors:
                if not large:
                    self.by_sector.setdefault((sector, subject.by != "none"), []).append(subject)
        about = [*document("subjects.json")["union_work"], *self.services["union_work"]]
        self.union_work = [_ready(random, subject) for subject in about]
        self.large = {
            sector: [subject for sectors, large, subject in ready if large and sector in sectors]
            for sector in LARGE_SECTORS
        }
        self.seen = _mixed(random, self.services["seen"])
        self.followed = {by: _mixed(random, texts) for by, texts in self.services["followed"].items()}
        self.observed = {group: _mixed(random, self.words["observed"][group]) for group in GROUPS}
        self.spread = {group: _mixed(random, self.words["spread"][group]) for group in GROUPS}
        self.steps = {group: [_numbered(random, text) for text in self.words["steps"][group]] for group in GROUPS}
        common = document("subjects.json")
        conditions = [_numbered(random, text) for text in self.words["conditions"]]
        self.conditions = [_numbered(random, text) for text in common["conditions"]] + conditions
        self.purposes = {by: _titles(f" {text}" for text in texts) for by, texts in self.words["purposes"].items()}
        self.places = {
            sector: _titles(f" tại {text}" for text in texts) for sector, texts in self.services["places"].items()
        }

    def large_content(self, random: Random, sector: str, group: int) -> Content:
        """Of one worth a billion or more: what is marked as large where the sector has it."""
        subjects = self.large.get(sector)
        return self.content(random, sector, group, computable=True, workplace="", subjects=subjects)

    def content(
        self,
        random: Random,
        sector: str,
        group: int,
        *,
        computable: bool,
        workplace: str,
        subjects: list[Subject] | None = None,
    ) -> Content:
        """What one initiative says; `group` is the number of its author group."""
        r = random.random
        if subjects:
            subject = _one(r, subjects)
        elif group == UNION:
            subject = _one(r, self.union_work)
        else:
            found = self.by_sector.get((sector, computable)) or self.by_sector[sector, not computable]
            subject = _one(r, found)
        mix = _one(r, subject.mixes)
        title, folded = self._title(r, subject, mix, sector, workplace)
        whose = GROUPS[group]
        steps = self.steps[whose]
        first, needed = int(r() * len(steps)), int(r() * len(self.conditions))
        also = self.conditions[needed - 2] if r() < WITH_THIRD_CONDITION else NOTHING
        return Content(
            subject,
            title,
            folded,
            f"{_one(r, mix.before)}{_one(r, self.seen)}{_one(r, self.observed[whose])}",
            f"{_one(r, mix.solution)}{_one(r, steps[first])}{_one(r, steps[first - 1])}",
            f"{_one(r, self.conditions[needed])[1:]}{_one(r, self.conditions[needed - 1])}{_one(r, also)}",
            f"{_one(r, mix.effect)}{_one(r, self.followed[subject.by])}{_one(r, self.spread[whose])}",
        )

    def _title(
        self, r: Callable[[], float], subject: Subject, mix: Mix, sector: str, workplace: str
    ) -> tuple[str, str]:
        title, folded = _one(r, mix.titles)
        if r() < WITH_PURPOSE:
            purpose = _one(r, self.purposes[subject.by])
            title, folded = title + purpose[0], folded + purpose[1]
        drawn = r()
        if subject.placed or " tại " in title or " ở " in title or ":" in title or drawn > WITH_PLACE + WITH_WORKPLACE:
            return title, folded
        if drawn < WITH_WORKPLACE and workplace:
            text = f" tại {workplace}"
            return (
                (title + text, f"{folded} {folded_words(text)}")
                if len(title) + len(text) < LONGEST_TITLE
                else (title, folded)
            )
        places = self.places.get(sector)
        if places:
            place = _one(r, places)
            title, folded = title + place[0], folded + place[1]
        return title, folded


def computation(random: Random, subject: Subject, amount: int) -> str:
    """How an amount in VND was computed: what is gained less what it cost comes to it."""
    measure, by = subject.measure, subject.by
    if amount == 0:
        return NOT_COMPUTED
    r = random.random
    if by == "time":
        least, most = measure["minutes"]
        minutes, days, rate = least + int(r() * (most - least + 1)), _one(r, WORKING_DAYS), _one(r, VND_PER_MINUTE)
        each = minutes * days * rate
        count = -(-amount // each)
        gained = (
            f"Giảm {minutes} phút × {_figures(count)} {measure['item']}/ngày × {days} ngày × {_figures(rate)} đồng/phút"
        )
    else:
        least, most = (VND_PER_KWH, VND_PER_KWH) if by == "energy" else measure["price"]
        item = "kWh" if by == "energy" else measure["item"]
        price = min(least + int(r() * (most - least)) // 100 * 100, max(1000, amount // 3000 * 1000))
        months = 12 if amount > 60 * price else 1
        each = price * months
        count = -(-amount // each)
        period = f"{_figures(price)} đồng × 12 tháng" if months == 12 else f"{_figures(price)} đồng"
        gained = f"{'Mỗi tháng' if months == 12 else 'Cả năm'} giảm {_figures(count)} {item} × {period}"
    cost = count * each - amount
    if not cost:
        return f"{gained} = {_figures(amount)} đồng trong năm đầu."
    whole = _figures(count * each)
    left = f"còn {_figures(amount)} đồng trong năm đầu."
    return f"{gained} = {whole} đồng; trừ chi phí thực hiện {_figures(cost)} đồng, {left}"


def _figures(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _one(r: Callable[[], float], choices: Any) -> Any:
    return choices[int(r() * len(choices))]


def _ready(random: Random, subject: dict[str, Any]) -> Subject:
    slots = list(subject["words"].items())
    combinations = list(product(*(choices for _slot, choices in slots)))
    if len(combinations) > MIXES:
        combinations = random.sample(combinations, MIXES)
    mixes = []
    for chosen in combinations:
        words: dict[str, str] = {}
        for (slot, _choices), word in zip(slots, chosen, strict=True):
            words |= zip(slot.split("|"), [word] if isinstance(word, str) else word, strict=True)
        mixes.append(
            Mix(
                [(title, folded_words(title)) for title in _sentences(subject["titles"], words)],
                _sentences(subject["before"], words),
                _sentences(subject["solution"], words),
                _sentences(subject["effect"], words),
            )
        )
    measure = subject["measure"]
    placed = bool(PLACED & {name for slot in subject["words"] for name in slot.split("|")})
    return Subject(subject["field"], subject["kind"], measure["by"], measure, placed, mixes)


def _sentences(patterns: Texts, words: dict[str, str]) -> Texts:
    found = []
    for pattern in patterns:
        sentences = pattern.format(**words).split(". ")
        found.append(". ".join(sentence[:1].upper() + sentence[1:] for sentence in sentences))
    return found


def _titles(texts: Any) -> list[Title]:
    return [(text, f" {folded_words(text)}") for text in texts]


def _numbered(random: Random, text: str) -> Texts:
    """A sentence with many different figures, to be put behind another; nothing stays nothing."""
    if "{" not in text:
        return [f" {text}" if text else ""]
    return [
        " "
        + text.format(
            months=random.randint(2, 9),
            times=random.randint(6, 96),
            percent=random.randint(8, 64),
            people=random.randint(3, 18) * 5,
        )
        for _ in range(NUMBERED)
    ]


def _mixed(random: Random, texts: Texts) -> Texts:
    """Several such sentences to choose from, one as often as the other."""
    found: Texts = []
    for text in texts:
        numbered = _numbered(random, text)
        found += numbered * (NUMBERED // len(numbered))
    return found
