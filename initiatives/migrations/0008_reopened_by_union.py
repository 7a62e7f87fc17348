from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0007_large_approvals"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="approvalstep",
            index=models.Index(
                condition=models.Q(("act", "reopen")),
                fields=["union", "at"],
                include=("programme", "initiative", "previous"),
                name="step_reopened_by_union",
            ),
        ),
    ]
