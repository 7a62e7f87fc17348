from django.db import migrations, models

OLD = ("programme_id", "union_id", "phase_id", "author_group", "kind", "field_id", "day")
NEW = ("programme_id", "union_id", "phase_id", "day", "author_group", "kind", "field_id")

CLEAR = "DROP INDEX CONCURRENTLY IF EXISTS reporting_tally_other"
BUILD = "CREATE UNIQUE INDEX CONCURRENTLY reporting_tally_other ON reporting_tally ({key})"
SWAP = (
    "SET lock_timeout = '3s'",
    """ALTER TABLE reporting_tally DROP CONSTRAINT reporting_tally_pkey,
    ADD CONSTRAINT reporting_tally_pkey PRIMARY KEY USING INDEX reporting_tally_other""",
    "RESET lock_timeout",
)
"""Who waits for the table keeps everybody behind them waiting: not behind an audit, which reads for a minute."""


class Migration(migrations.Migration):
    """The same primary key with a union's days one after the other: the new index is built beside the old one."""

    atomic = False

    dependencies = [
        ("reporting", "0007_totals"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL([CLEAR, BUILD.format(key=", ".join(NEW))], SWAP),
                migrations.RunSQL(SWAP, [CLEAR, BUILD.format(key=", ".join(OLD))]),
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
