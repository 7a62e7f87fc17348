"""The initiatives that the press named, brought through the acts of 2022-2023. data/README.md says what was decided
for the rows that do not fit."""

from datetime import date, datetime
from random import Random
from typing import Any

from django.utils import timezone

from campaign.people import Roll
from campaign.sources import document, rows
from campaign.telling import Pace, Telling, history, key_of
from campaign.tree import workplace_code
from initiatives.drafts import Author
from initiatives.models import Field, Initiative, Programme
from initiatives.states import Reason
from unions.amounts import figures

VND_PER_USD = 23_400
"""An assumption of this demonstration: near the State Bank's central rate at the end of September 2022, rounded."""

SHARES = {1: (100,), 2: (60, 40), 3: (50, 30, 20)}
"""Of the authors, in percent."""

ONE_EACH = (
    "Đây là bảng tổng hợp 74 sáng kiến, không phải một sáng kiến. Đề nghị nhập riêng từng sáng kiến, "
    "mỗi sáng kiến có tác giả và giá trị làm lợi của nó."
)
STATE_THE_BENEFIT = "Hồ sơ để trống giá trị làm lợi. Đề nghị nêu số tiền, hoặc nói rõ vì sao không có số tiền."


def load_published(programme: Programme, roll: Roll) -> int:
    """Tell those that are not there yet, in the order of their submission; how many."""
    standing = set(Initiative.objects.filter(programme=programme).values_list("key", flat=True))
    additions = {addition["title"]: addition for addition in document("published_additions.json")["additions"]}
    fields = {field.slug: field for field in Field.objects.all()}
    told = [(row, additions[row["title"]]) for row in rows("initiatives_published.csv")]
    missing = [pair for pair in told if key_of(_name(pair[0])) not in standing]
    for row, addition in sorted(missing, key=lambda pair: pair[1]["submitted_at"]):
        with history():
            _tell(row, addition, programme, fields[row["field"]], roll)
    return len(missing)


def published_amount(row: dict[str, str], addition: dict[str, Any]) -> int | None:
    """The first year's benefit in VND: as published, or converted from US dollars; None where none was published."""
    if row["benefit_vnd_per_year"]:
        return int(row["benefit_vnd_per_year"])
    return addition["usd"] * VND_PER_USD if "usd" in addition else None


def _name(row: dict[str, str]) -> str:
    return f"published:{row['unit_code']}:{row['title']}"


def _tell(row: dict[str, str], addition: dict[str, Any], programme: Programme, field: Field, roll: Roll) -> None:
    random = Random(row["title"])
    submitted_at = timezone.make_aware(datetime.fromisoformat(addition["submitted_at"]))
    members = roll.members[workplace_code(row["unit_code"], row["workplace"])]
    shares = SHARES[addition["authors"]]
    authors = [Author(*pair) for pair in zip(random.sample(members, len(shares)), shares, strict=True)]
    telling = Telling.begin(
        _name(row),
        by=authors[0].worker,
        programme=programme,
        authors=authors,
        content=_content(row, addition, field, random),
        pace=Pace(submitted_at, programme.decides_until, random),
        roll=roll,
    )
    telling.submit()
    telling.pace.later(1, 5)
    if addition.get("course") == "rejected":
        telling.reject(Reason.OTHER, ONE_EACH)
    if addition.get("course") == "returned once":
        telling.return_(Reason.INCOMPLETE, STATE_THE_BENEFIT)
        telling.pace.later(2, 6)
        telling.change(computation=_computation(row, addition))
        telling.submit()
        telling.pace.later(1, 4)
    while telling.waits:
        telling.approve()
        telling.pace.later(1, 6)


def _content(row: dict[str, str], addition: dict[str, Any], field: Field, random: Random) -> dict[str, Any]:
    amount = published_amount(row, addition)
    returned_for_it = addition.get("course") == "returned once"
    return {
        "title": row["title"],
        "kind": row["kind"],
        "field": field,
        "author_group": row["author_group"],
        "owner": row["workplace"],
        "applied_on": date.fromisoformat(addition["applied_on"]),
        "recognised_by": f"Hội đồng sáng kiến {row['workplace'] or 'cơ sở'}",
        "recognition_number": f"{random.randint(3, 480)}/QĐ-HĐSK",
        "recognised_on": date.fromisoformat(addition["recognised_on"]),
        "state_before": addition["state_before"],
        "solution": addition["solution"],
        "conditions": addition["conditions"],
        "effect": addition["effect"],
        "computable": amount is not None,
        "claimed_benefit": amount,
        "computation": "" if returned_for_it else _computation(row, addition),
        "declared": True,
    }


def _computation(row: dict[str, str], addition: dict[str, Any]) -> str:
    """How the amount came about: what was published stands in it word for word."""
    lines = [addition["computation"]]
    if row["benefit_note"]:
        lines.append(f"Theo nguồn công bố: {row['benefit_note']}.")
    if "usd" in addition:
        amount = figures(addition["usd"] * VND_PER_USD)
        lines.append(
            f"Quy đổi: {figures(addition['usd'])} USD × {figures(VND_PER_USD)} đồng = {amount} đồng "
            "(tỷ giá giả định của bản minh họa, gần tỷ giá trung tâm cuối tháng 9/2022)."
        )
    return "\n".join(lines)
