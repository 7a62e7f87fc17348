from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("initiatives", "0012_wide_blocks"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="initiative",
            index=models.Index(
                fields=[*above, "id"],
                include=("claimed_benefit", "moved_at", "confidential", "edited_at"),
                condition=models.Q(state="returned"),
                name=name,
            ),
        )
        for name, above in (
            ("returned", []),
            ("returned_by_unit", ["unit"]),
            ("returned_by_superior", ["superior"]),
        )
    ]
