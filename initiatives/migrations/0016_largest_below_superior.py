from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """A superior's largest at a past midnight are told by their index alone."""

    atomic = False

    dependencies = [
        ("initiatives", "0015_waiting_by_themselves"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="initiative",
            index=models.Index(
                fields=["superior", "programme", "-verified_benefit", "id"],
                include=("moved_at", "state"),
                condition=models.Q(state="approved", verified_benefit__isnull=False),
                name="largest_below_superior",
            ),
        ),
        RemoveIndexConcurrently(model_name="initiative", name="largest_of_superior"),
    ]
