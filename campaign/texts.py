"""Believable words and amounts for made-up initiatives, put together from data/subjects*.json."""

from functools import cache
from random import Random
from typing import Any

from campaign.sources import document
from initiatives.models import AuthorGroup, Kind
from unions.amounts import figures

MILLION = 1_000_000
PUBLIC = frozenset({"school", "hospital", "office"})
"""Sectors whose workers belong to the public sector."""

SUBJECTS = ("subjects.json", "subjects_industry.json", "subjects_services.json")
WITH_PLACE = 0.7
PLACED = {"place", "room", "season", "unit"}
"""Words that are a place or a time already."""
WORKING_DAYS = (250, 264, 280, 300)
VND_PER_MINUTE = (600, 800, 1000, 1200)
VND_PER_KWH = 1900


def group_of(sector: str) -> AuthorGroup:
    return AuthorGroup.PUBLIC_SECTOR if sector in PUBLIC else AuthorGroup.ENTERPRISE_WORKER


def worded(random: Random, sector: str, between: tuple[int, int] | None = None) -> dict[str, Any]:
    """What the application form asks, of an initiative in this sector; `field` is a slug.

    The benefit lies near `between`, in VND; where it is not given it has the long tail of the real ones, and
    some cannot be computed.
    """
    subjects = subjects_of(sector)
    if between:
        enough = min(between[0] / MILLION, max(subject["largest"] for subject in subjects))
        subjects = [subject for subject in subjects if subject["largest"] >= max(1, enough)]
    else:
        subjects = [subject for subject in subjects if not subject.get("large")]
    return _content(random, random.choice(subjects), group_of(sector), between, sector)


def worded_union_work(random: Random) -> dict[str, Any]:
    """The same, of an initiative of union officers about their own work."""
    about = [*document("subjects.json")["union_work"], *document("subjects_services.json")["union_work"]]
    return _content(random, random.choice(about), AuthorGroup.UNION_OFFICER, None)


@cache
def subjects_of(sector: str) -> list[dict[str, Any]]:
    """What initiatives in this sector are about; those marked `large` are the few that are worth billions."""
    return [subject for name in SUBJECTS for subject in document(name)["subjects"] if sector in subject["sectors"]]


def _content(
    random: Random, subject: dict[str, Any], group: AuthorGroup, between: tuple[int, int] | None, sector: str = ""
) -> dict[str, Any]:
    words = _words(random, subject["words"])
    texts = {
        part: _sentence(random.choice(subject[part]), words) for part in ("titles", "before", "solution", "effect")
    }
    amount, computation = _benefit(random, subject, between)
    whose = {AuthorGroup.PUBLIC_SECTOR: "public", AuthorGroup.UNION_OFFICER: "union"}.get(group, "enterprise")
    common, more = document("subjects.json"), document("subjects_services.json")
    return {
        "title": _with_place(random, texts["titles"], [] if PLACED & set(words) else more["places"].get(sector, [])),
        "kind": Kind(subject["kind"]),
        "field": subject["field"],
        "author_group": group,
        "owner": common["owners"][whose],
        "recognised_by": common["recognised_by"][whose],
        "recognition_number": f"{random.randint(2, 260)}/QĐ-HĐSK",
        "state_before": _with_figures(random, texts["before"], more["seen"]),
        "solution": texts["solution"],
        "conditions": random.choice(common["conditions"]),
        "effect": _with_figures(random, texts["effect"], more["followed"][subject["measure"]["by"]]),
        "computable": amount is not None,
        "claimed_benefit": amount,
        "computation": computation,
        "declared": True,
    }


def _words(random: Random, slots: dict[str, Any]) -> dict[str, str]:
    """A word for each slot; a slot of two names, `risk|means`, holds pairs of what belongs together."""
    words: dict[str, str] = {}
    for slot, choices in slots.items():
        chosen = random.choice(choices)
        words |= zip(slot.split("|"), [chosen] if isinstance(chosen, str) else chosen, strict=True)
    return words


def _with_place(random: Random, title: str, places: list[str]) -> str:
    """Most titles say where it is applied."""
    if not places or random.random() > WITH_PLACE or any(word in title for word in (" tại ", " ở ", ":")):
        return title
    return f"{title} tại {random.choice(places)}"


def _with_figures(random: Random, text: str, sentences: list[str]) -> str:
    """The text and, mostly, what was counted."""
    sentence = random.choice(sentences).format(
        months=random.randint(2, 9), times=random.randint(6, 96), percent=random.randint(8, 64)
    )
    return f"{text} {sentence}".rstrip()


def _sentence(pattern: str, words: dict[str, str]) -> str:
    text = pattern.format(**words)
    sentences = text.split(". ")
    return ". ".join(sentence[:1].upper() + sentence[1:] for sentence in sentences)


def _benefit(random: Random, subject: dict[str, Any], between: tuple[int, int] | None) -> tuple[int | None, str]:
    """The first year's benefit in VND and how it was computed; the amount is what the computation comes to."""
    measure = subject["measure"]
    if measure["by"] == "none":
        return None, "Không lượng hóa bằng tiền; hiệu quả nêu ở mục trên."
    aimed = random.uniform(*between) if between else _long_tail(random, subject["largest"] * MILLION)
    amount, how = COMPUTATIONS[measure["by"]](random, measure, aimed)
    return amount, f"{how} = {figures(amount)} đồng trong năm đầu."


def _long_tail(random: Random, largest: int) -> float:
    """Most are small, few come near the largest."""
    return float(min(largest, max(2 * MILLION, random.lognormvariate(0, 1.3) * largest / 12)))


def _by_time(random: Random, measure: dict[str, Any], aimed: float) -> tuple[int, str]:
    minutes, days, rate = (
        random.randint(*measure["minutes"]),
        random.choice(WORKING_DAYS),
        random.choice(VND_PER_MINUTE),
    )
    per_day = max(1, round(aimed / (minutes * days * rate)))
    item = measure["item"]
    how = f"Giảm {minutes} phút × {figures(per_day)} {item}/ngày × {days} ngày × {figures(rate)} đồng/phút"
    return minutes * per_day * days * rate, how


def _by_material(random: Random, measure: dict[str, Any], aimed: float) -> tuple[int, str]:
    price = _price(random, measure, 100)
    per_month = max(1, round(aimed / (12 * price)))
    how = f"Mỗi tháng lợi {figures(per_month)} {measure['item']} × {figures(price)} đồng × 12 tháng"
    return per_month * price * 12, how


def _by_scrap(random: Random, measure: dict[str, Any], aimed: float) -> tuple[int, str]:
    price = _price(random, measure, 1000)
    per_month = max(1, round(aimed / (12 * price)))
    how = f"Mỗi tháng giảm {figures(per_month)} {measure['item']} × {figures(price)} đồng × 12 tháng"
    return per_month * price * 12, how


def _by_energy(random: Random, measure: dict[str, Any], aimed: float) -> tuple[int, str]:
    per_month = max(1, round(aimed / (12 * VND_PER_KWH)))
    how = f"Mỗi tháng giảm {figures(per_month)} kWh × {figures(VND_PER_KWH)} đồng × 12 tháng"
    return per_month * VND_PER_KWH * 12, how


def _price(random: Random, measure: dict[str, Any], step: int) -> int:
    least, most = measure["price"]
    return random.randrange(least, most, step)


COMPUTATIONS = {"time": _by_time, "material": _by_material, "scrap": _by_scrap, "energy": _by_energy}
