"""The initiatives that the press named: each row accounted for as data/README.md says."""

import pytest
from django.utils import timezone

from campaign.programmes import MILLION_SLUG
from campaign.sources import rows
from initiatives.models import ApprovalStep, Initiative
from initiatives.states import Reason, State
from unions.models import Worker

pytestmark = pytest.mark.usefixtures("demonstration")

WITHOUT_AMOUNT = {
    "Vị trí tay cò súng",
    "Tối ưu nguồn khí bypass V-101A",
    "Áo chống sốc nhiệt cho lực lượng tuyến đầu",
    "Khung nắn chỉnh ngoài tự chế dùng trong mổ gãy hai xương cẳng chân",
    "Lò hấp nhiệt điện xử lý rơm rạ, tăng tỷ lệ sống phôi nấm sò",
    "Lập trình đào tạo súng định lực lốp Creta (Su2id)",
    "Cải tiến máy JUKI AMS 221EN-3020 thành máy may đáp túi áo vest tự động",
}
IN_DOLLARS = {
    "Khắc phục bẩn, xước khung điện thoại": ("1.300.000 USD", 30_420_000_000),
    "Tiết giảm chi phí linh kiện máy đóng gói gôm (dây belt)": ("33.840 USD", 791_856_000),
    "Xe chuyên dụng chuyển ống, trục bơm cứu hỏa 1-P-481A/B": ("1.761 USD", 41_207_400),
    "Bộ thử kín Seal gas cho máy nén": ("29.067 USD", 680_167_800),
    "Cải tạo bơm ngầm ЭЦВ6-6.3 bơm từ Slop Caisson": ("47.126 USD", 1_102_748_400),
}


def told() -> dict[str, Initiative]:
    """The published initiatives by title."""
    titles = [row["title"] for row in rows("initiatives_published.csv")]
    found = Initiative.objects.filter(programme__slug=MILLION_SLUG, title__in=titles).select_related(
        "last_step", "union", "unit", "field"
    )
    return {initiative.title: initiative for initiative in found}


def test_every_row_became_one_initiative_as_it_was_published() -> None:
    published = {row["title"]: row for row in rows("initiatives_published.csv")}
    assert len(published) == 25
    assert told().keys() == published.keys()
    for title, initiative in told().items():
        row = published[title]
        assert (initiative.unit and initiative.unit.code, initiative.kind) == (row["unit_code"], row["kind"])
        assert (initiative.field and initiative.field.slug, initiative.author_group) == (
            row["field"],
            row["author_group"],
        )
        assert initiative.owner == row["workplace"]
        assert row["workplace"] in initiative.union.name
        assert row["benefit_note"] in initiative.computation


def test_published_amounts_are_claimed_and_verified_unchanged() -> None:
    amounts = {row["title"]: int(row["benefit_vnd_per_year"] or 0) for row in rows("initiatives_published.csv")}
    with_amount = {title: amount for title, amount in amounts.items() if amount}
    assert len(with_amount) == 13
    assert {title: told()[title].claimed_benefit for title in with_amount} == with_amount
    approved = [initiative for initiative in told().values() if initiative.state == State.APPROVED]
    assert len(approved) == 24
    assert all(initiative.verified_benefit == initiative.claimed_benefit for initiative in approved)
    assert sum(initiative.verified_benefit or 0 for initiative in approved) == 183_353_979_600


def test_dollars_are_converted_and_named() -> None:
    for title, (dollars, amount) in IN_DOLLARS.items():
        assert told()[title].claimed_benefit == amount
        assert f"{dollars} × 23.400 đồng" in told()[title].computation


def test_without_an_amount_none_is_made_up() -> None:
    without = {title: initiative for title, initiative in told().items() if not initiative.computable}
    assert without.keys() == WITHOUT_AMOUNT
    assert all(initiative.claimed_benefit is None for initiative in without.values())
    unpublished = {title for title, initiative in without.items() if "không được công bố" in initiative.computation}
    assert len(unpublished) == 3


def test_sum_of_many_is_rejected_and_not_counted() -> None:
    aggregate = told()["74 sáng kiến áp dụng năm 2022 (tổng hợp)"]
    assert (aggregate.state, aggregate.claimed_benefit) == (State.REJECTED, 850_000_000)
    assert aggregate.last_step is not None
    assert aggregate.last_step.reason == Reason.OTHER
    assert "nhập riêng từng sáng kiến" in aggregate.last_step.note


def test_millionth_was_submitted_at_its_minute() -> None:
    submitted_at = told()["Vị trí tay cò súng"].first_submitted_at
    assert submitted_at is not None
    assert f"{timezone.localtime(submitted_at):%d/%m/%Y %H:%M}" == "03/10/2022 15:34"


def test_large_amounts_were_confirmed_by_two_persons_up_the_ladder() -> None:
    large = [initiative for initiative in told().values() if initiative.amount >= 1_000_000_000]
    assert len(large) == 12
    for initiative in large:
        steps = ApprovalStep.objects.filter(initiative=initiative, office__isnull=False)
        assert len({step.made_by_id for step in steps}) >= 2
        assert steps.order_by("-pk")[0].office.union.level == "unit"  # type: ignore[union-attr]


def test_authors_and_officers_are_made_up_members_and_officers() -> None:
    assert not Worker.objects.exclude(email__endswith="@vidu.example").exists()
    for initiative in told().values():
        authors = list(initiative.authors.all())
        assert 1 <= len(authors) <= 3
        assert {author.union_id for author in authors} == {initiative.union_id}
