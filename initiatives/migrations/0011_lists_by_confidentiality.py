from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """People go on reading and writing while the wider indexes are built beside the old ones."""

    atomic = False

    dependencies = [
        ("initiatives", "0010_large_approvals_by_union"),
    ]

    operations = [
        operation
        for name, fields in (
            ("initiative_unit_state", ["unit", "state", "id"]),
            ("initiative_superior_state", ["superior", "state", "id"]),
            ("initiative_state", ["state", "id"]),
        )
        for operation in (
            AddIndexConcurrently(
                model_name="initiative",
                index=models.Index(
                    fields=fields, include=("claimed_benefit", "moved_at", "confidential"), name=f"{name}_wide"
                ),
            ),
            RemoveIndexConcurrently(model_name="initiative", name=name),
            migrations.RenameIndex(model_name="initiative", old_name=f"{name}_wide", new_name=name),
        )
    ]
