"""Made-up people and texts."""

from random import Random

from campaign.names import made_up_name
from campaign.people import planned_people
from campaign.sources import document
from campaign.texts import worded, worded_union_work
from campaign.tree import planned_unions
from initiatives.models import AuthorGroup
from unions.amounts import figures


def test_nobody_bears_a_well_known_name() -> None:
    avoided = set(document("people.json")["avoided"])
    assert not avoided & {person.name for person in planned_people()}
    random = Random(1)
    assert not avoided & {made_up_name(random) for _ in range(20_000)}


def test_addresses_are_unique_and_reach_nobody() -> None:
    emails = [person.email for person in planned_people()]
    assert len(set(emails)) == len(emails)
    assert all(email.endswith("@vidu.example") for email in emails)


def test_each_sector_has_whole_and_varied_words() -> None:
    titles = set()
    for sector in {union.sector for union in planned_unions().values()} - {""}:
        for number in range(40):
            content = worded(Random(f"{sector}:{number}"), sector)
            texts = [content[name] for name in ("title", "state_before", "solution", "effect", "computation")]
            assert all(text and "{" not in text and text[0].isupper() for text in texts)
            titles.add(content["title"])
    assert len(titles) > 500


def test_computation_comes_to_the_claimed_benefit() -> None:
    for number in range(200):
        content = worded(Random(number), "mechanics", (10_000_000, 90_000_000))
        assert content["computation"].endswith(f"= {figures(content['claimed_benefit'])} đồng trong năm đầu.")
        assert 1_000_000 < content["claimed_benefit"] < 150_000_000
    assert worded_union_work(Random(1))["author_group"] == AuthorGroup.UNION_OFFICER
