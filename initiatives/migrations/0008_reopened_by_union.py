from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("initiatives", "0007_large_approvals"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="approvalstep",
            index=models.Index(
                condition=models.Q(("act", "reopen")),
                fields=["union", "at"],
                include=("programme", "initiative", "previous"),
                name="step_reopened_by_union",
            ),
        ),
    ]
