from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

REOPENED = models.Index(
    fields=["programme", "at"],
    include=("union", "initiative", "previous"),
    condition=models.Q(act="reopen"),
    name="step_reopened_wide",
)
LARGE = models.Index(
    fields=["programme", "verified_benefit", "at"],
    include=("union", "initiative", "phase", "id"),
    condition=models.Q(state="approved", verified_benefit__gte=100_000_000),
    name="step_large_approval_wide",
)


class Migration(migrations.Migration):
    """What was large and approved by a midnight and reopened since is read from two small indexes alone."""

    atomic = False

    dependencies = [
        ("initiatives", "0013_returned_by_amount"),
    ]

    operations = [
        operation
        for index, name in ((REOPENED, "step_reopened"), (LARGE, "step_large_approval"))
        for operation in (
            AddIndexConcurrently(model_name="approvalstep", index=index),
            RemoveIndexConcurrently(model_name="approvalstep", name=name),
            migrations.RenameIndex(model_name="approvalstep", old_name=f"{name}_wide", new_name=name),
        )
    ]
