from django.db import migrations, models

OLD = ("programme_id", "union_id", "phase_id", "author_group", "kind", "field_id", "day")
NEW = ("programme_id", "union_id", "phase_id", "day", "author_group", "kind", "field_id")

BUILD = "CREATE UNIQUE INDEX CONCURRENTLY reporting_tally_other ON reporting_tally ({key})"
SWAP = """
ALTER TABLE reporting_tally DROP CONSTRAINT reporting_tally_pkey,
    ADD CONSTRAINT reporting_tally_pkey PRIMARY KEY USING INDEX reporting_tally_other
"""


class Migration(migrations.Migration):
    """The same primary key with a union's days one after the other: the new index is built beside the old one."""

    atomic = False

    dependencies = [
        ("reporting", "0007_totals"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(BUILD.format(key=", ".join(NEW)), SWAP),
                migrations.RunSQL(SWAP, BUILD.format(key=", ".join(OLD))),
            ],
            state_operations=[
                migrations.AlterField(
                    "tally",
                    "pk",
                    models.CompositePrimaryKey(*NEW, blank=True, editable=False, primary_key=True, serialize=False),
                ),
            ],
        ),
    ]
