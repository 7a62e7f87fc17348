"""Several processes: each item is done once, a failure is told, one process needs no other."""

import pytest
from django.db import connection

from campaign.processes import ProcessFailed, do_all
from initiatives.models import Field


def write(slug: str) -> None:
    Field.objects.create(slug=slug, name_vi=f"{slug} {connection.vendor}", name_en=slug)


def fail_at_three(number: str) -> None:
    if number == "f-3":
        raise SystemExit(3)
    write(number)


@pytest.mark.django_db(transaction=True)
def test_two_processes_do_each_item_once() -> None:
    slugs, said = [f"f-{number}" for number in range(9)], []
    do_all(slugs, write, processes=2, done=lambda done, of: said.append((done, of)))
    assert sorted(Field.objects.filter(slug__startswith="f-").values_list("slug", flat=True)) == slugs
    assert said == [(number, 9) for number in range(1, 10)]


@pytest.mark.django_db(transaction=True)
def test_the_failure_of_one_process_is_told_and_the_other_finishes() -> None:
    slugs = [f"f-{number}" for number in range(6)]
    with pytest.raises(ProcessFailed):
        do_all(slugs, fail_at_three, processes=2, done=lambda done, of: None)
    assert set(Field.objects.values_list("slug", flat=True)) >= {"f-0", "f-1", "f-2", "f-4"}
    assert not Field.objects.filter(slug__in=["f-3", "f-5"]).exists()


@pytest.mark.django_db
def test_one_process_stays_in_its_transaction() -> None:
    do_all(["f-1"], write, processes=1, done=lambda done, of: None)
    assert Field.objects.filter(slug="f-1").exists()
