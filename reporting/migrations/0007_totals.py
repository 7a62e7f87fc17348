from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

COUNTS = ("waiting", "returned", "approved", "rejected", "withdrawn")
CLAIMED = ("waiting_claimed", "returned_claimed", "approved_claimed", "rejected_claimed")
IN_FIGURES = (
    *COUNTS,
    *(f"{name}_count" for name in CLAIMED),
    "approved_verified_count",
    *CLAIMED,
    "approved_verified",
)
TOTAL = models.Q(author_group="", kind="", field_id=0)

SOONER = "autovacuum_vacuum_scale_factor", "autovacuum_vacuum_insert_scale_factor"
TABLES = "reporting_tally", "reporting_monthend"
VACUUM_SOONER = tuple(f"ALTER TABLE {table} SET ({', '.join(f'{name} = 0.05' for name in SOONER)})" for table in TABLES)
VACUUM_AS_EVER = tuple(f"ALTER TABLE {table} RESET ({', '.join(SOONER)})" for table in TABLES)


class Migration(migrations.Migration):
    """Past midnights are read from an index alone, which asks for what is vacuumed."""

    atomic = False

    dependencies = [
        ("reporting", "0006_tally_days"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="tally",
            index=models.Index(
                fields=["programme", "union", "day"],
                include=("phase", "sent", *IN_FIGURES),
                condition=TOTAL,
                name="tally_totals",
            ),
        ),
        RemoveIndexConcurrently(model_name="tally", name="tally_days"),
        AddIndexConcurrently(
            model_name="monthend",
            index=models.Index(
                fields=["programme", "union", "phase", "month"],
                include=IN_FIGURES,
                condition=TOTAL,
                name="monthend_totals",
            ),
        ),
        migrations.RunSQL(VACUUM_SOONER, VACUUM_AS_EVER),
    ]
