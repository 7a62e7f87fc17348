from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0008_reopened_by_union"),
    ]

    operations = [
        operation
        for name, fields in (
            ("initiative_unit_state", ["unit", "state", "id"]),
            ("initiative_superior_state", ["superior", "state", "id"]),
            ("initiative_state", ["state", "id"]),
        )
        for operation in (
            migrations.RemoveIndex(model_name="initiative", name=name),
            migrations.AddIndex(
                model_name="initiative",
                index=models.Index(fields=fields, include=("claimed_benefit", "moved_at"), name=name),
            ),
        )
    ]
