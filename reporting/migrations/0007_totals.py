from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

BY = ("programme", "union", "phase")
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

VACUUM_SOONER = "ALTER TABLE reporting_tally SET (autovacuum_vacuum_insert_scale_factor = 0.05)"
VACUUM_AS_EVER = "ALTER TABLE reporting_tally RESET (autovacuum_vacuum_insert_scale_factor)"


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
                fields=[*BY, "day"], include=("sent", *IN_FIGURES), condition=TOTAL, name="tally_totals"
            ),
        ),
        RemoveIndexConcurrently(model_name="tally", name="tally_days"),
        AddIndexConcurrently(
            model_name="monthend",
            index=models.Index(fields=[*BY, "month"], include=IN_FIGURES, condition=TOTAL, name="monthend_totals"),
        ),
        migrations.RunSQL(VACUUM_SOONER, VACUUM_AS_EVER),
    ]
