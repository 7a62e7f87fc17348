"""The fields of work that an installation begins with."""

import pytest
from django.core.management import call_command

from initiatives.fields import load_fields
from initiatives.models import Field

pytestmark = pytest.mark.django_db


def test_command_adds_every_field_in_both_languages() -> None:
    call_command("load_fields", verbosity=0)
    fields = list(Field.objects.all())
    assert len(fields) == 31
    assert fields[0].slug == "cai-tien-ky-thuat"
    assert all(field.name_vi and field.name_en for field in fields)


def test_fields_that_stand_are_left_alone() -> None:
    Field.objects.create(slug="co-khi", name_vi="Cơ khí chế tạo", name_en="Engineering", position=7)
    assert load_fields() == 30
    assert load_fields() == 0
    assert Field.objects.get(slug="co-khi").name_vi == "Cơ khí chế tạo"
