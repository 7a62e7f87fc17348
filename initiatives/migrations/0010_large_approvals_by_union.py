from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """People go on reading and writing while the wider index is built beside the old one."""

    atomic = False

    dependencies = [
        ("initiatives", "0009_lists_by_amount"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="approvalstep",
            index=models.Index(
                fields=["programme", "verified_benefit"],
                include=("union", "at", "initiative", "id"),
                condition=models.Q(("state", "approved"), ("verified_benefit__gte", 100_000_000)),
                name="step_large_approval_wide",
            ),
        ),
        RemoveIndexConcurrently(model_name="approvalstep", name="step_large_approval"),
        migrations.RenameIndex(
            model_name="approvalstep", old_name="step_large_approval_wide", new_name="step_large_approval"
        ),
    ]
