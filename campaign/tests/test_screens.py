"""The list of pages, and the pictures that are taken of them."""

from pathlib import Path

import pytest

from campaign.accounts import ACCOUNTS
from campaign.pages import PAGES, VISITORS
from campaign.screens import LOOKS, picture_name
from config.testing_stack import Stack

COUNTED = """
from initiatives.models import ApprovalStep, Initiative
from unions.models import Worker
print(Initiative.objects.count(), ApprovalStep.objects.count(), Worker.objects.count())
"""


def test_each_visitor_has_an_account_and_each_page_a_name_of_its_own() -> None:
    mailboxes = {account.mailbox for account in ACCOUNTS}
    assert set(PAGES) == set(VISITORS)
    assert set(VISITORS.values()) - {""} <= mailboxes
    for stops in PAGES.values():
        assert len({stop.name for stop in stops}) == len(stops)
        assert not any(stop.signed_out_by_then for stop in stops[:-1])


@pytest.mark.browser
def test_pictures_come_in_three_looks_and_leave_the_demonstration_as_it_is(stack: Stack, tmp_path: Path) -> None:
    before = stack.manage("shell", "-v", "0", "-c", COUNTED)
    (tmp_path / "worker-gone-phone.webp").write_bytes(b"of a page that is not in the list any more")

    said = stack.manage("screens", "worker", "--url", stack.url, "--folder", str(tmp_path))

    names = {picture_name("worker", stop, look) for stop in PAGES["worker"] for look in LOOKS}
    assert {file.name for file in tmp_path.glob("*.webp")} == names
    for name in names:
        picture = (tmp_path / name).read_bytes()
        assert (picture[:4], picture[8:12]) == (b"RIFF", b"WEBP")
        assert name in (tmp_path / "README.md").read_text()
    assert f"{len(names)} pictures" in said
    assert stack.manage("shell", "-v", "0", "-c", COUNTED) == before
