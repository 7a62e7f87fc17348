"""One row for all states of a cell, since an act moves an initiative from one to another.

Nothing is carried over: tallies are what the steps add up to, and `manage.py rebuild` adds them up anew.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def to(model: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        to=model, on_delete=django.db.models.deletion.PROTECT, related_name="+", db_index=False, db_constraint=False
    )


def columns(last: str) -> list[tuple[str, "models.Field[Any, Any]"]]:
    """All of a cell, its day or month at the end."""
    key = ("programme_id", "union_id", "phase_id", "author_group", "kind", "field_id", last)
    return [
        ("programme", to("initiatives.programme")),
        ("phase", to("initiatives.phase")),
        ("union", to("unions.union")),
        ("author_group", models.CharField(default="", max_length=20)),
        ("kind", models.CharField(default="", max_length=20)),
        ("field_id", models.BigIntegerField(default=0)),
        ("waiting", models.IntegerField(default=0)),
        ("waiting_claimed", models.BigIntegerField(default=0)),
        ("waiting_claimed_count", models.IntegerField(default=0)),
        ("returned", models.IntegerField(default=0)),
        ("returned_claimed", models.BigIntegerField(default=0)),
        ("returned_claimed_count", models.IntegerField(default=0)),
        ("approved", models.IntegerField(default=0)),
        ("approved_claimed", models.BigIntegerField(default=0)),
        ("approved_claimed_count", models.IntegerField(default=0)),
        ("approved_verified", models.BigIntegerField(default=0)),
        ("approved_verified_count", models.IntegerField(default=0)),
        ("rejected", models.IntegerField(default=0)),
        ("rejected_claimed", models.BigIntegerField(default=0)),
        ("rejected_claimed_count", models.IntegerField(default=0)),
        ("withdrawn", models.IntegerField(default=0)),
        ("withdrawn_claimed", models.BigIntegerField(default=0)),
        ("withdrawn_claimed_count", models.IntegerField(default=0)),
        ("sent", models.IntegerField(default=0)),
        ("sent_claimed", models.BigIntegerField(default=0)),
        ("sent_claimed_count", models.IntegerField(default=0)),
        (last, models.DateField()),
        (
            "pk",
            models.CompositePrimaryKey(*key, blank=True, editable=False, primary_key=True, serialize=False),
        ),
    ]


ROOM = """
ALTER TABLE reporting_tally SET (fillfactor = 90);
ALTER TABLE reporting_monthend SET (fillfactor = 60);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_small_unions"),
    ]

    operations = [
        migrations.DeleteModel(name="Tally"),
        migrations.DeleteModel(name="MonthEnd"),
        migrations.CreateModel(
            name="Tally",
            fields=columns("day"),
            options={"verbose_name": "tally", "verbose_name_plural": "tallies"},
        ),
        migrations.CreateModel(
            name="MonthEnd",
            fields=columns("month"),
            options={"verbose_name": "month's end", "verbose_name_plural": "month's ends"},
        ),
        # The kept unions are written anew by the folds that find them large.
        migrations.RunSQL("DELETE FROM reporting_keptunion", migrations.RunSQL.noop),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
    ]
