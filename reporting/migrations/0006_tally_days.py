from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("reporting", "0005_add_up"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="tally",
            index=models.Index(
                fields=["programme", "union", "phase", "day"],
                include=("sent", "approved"),
                condition=models.Q(author_group="", kind="", field_id=0),
                name="tally_days",
            ),
        ),
    ]
