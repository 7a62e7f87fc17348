from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What waits is narrowed, and searched, by its indexes alone."""

    atomic = False

    dependencies = [
        ("initiatives", "0014_reopened_among_large"),
    ]

    operations = [
        *(
            AddIndexConcurrently(
                model_name="initiative",
                index=models.Index(
                    fields=[*above, "moved_at", "id"],
                    include=("claimed_benefit", "confidential"),
                    condition=models.Q(state="waiting"),
                    name=name,
                ),
            )
            for name, above in (
                ("waiting_at_desk", ["desk"]),
                ("waiting_of_unit", ["unit"]),
                ("waiting_of_superior", ["superior"]),
                ("waiting_of_all", []),
            )
        ),
        *(
            RemoveIndexConcurrently(model_name="initiative", name=name)
            for name in ("waiting_by_desk", "waiting_by_unit", "waiting_by_superior", "waiting_by_age")
        ),
    ]
