"""The words by which initiatives are found move to a narrow table; triggers write down what is renamed or moved."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL = """
INSERT INTO initiatives_searchentry (initiative_id, words)
SELECT i.id, array_to_tsvector(array_remove(
    regexp_split_to_array(concat_ws(' ', i.title_folded, authors.names, unions_union.name_folded), '[^a-z0-9]+'), ''
  ) || array_remove(ARRAY[
    '@n' || ltrim(split_part(i.code, '-', 3), '0'), '@b' || i.id / 8192, '@e' || i.entered_by_id,
    '@u' || i.union_id, '@u' || i.superior_id, '@u' || i.unit_id
  ], NULL))
FROM initiatives_initiative i
JOIN unions_union ON unions_union.id = i.union_id
CROSS JOIN LATERAL (
    SELECT string_agg(unions_worker.name_folded, ' ') AS names
    FROM initiatives_authorship JOIN unions_worker ON unions_worker.id = initiatives_authorship.worker_id
    WHERE initiatives_authorship.initiative_id = i.id
) authors
WHERE i.state <> 'draft'
ORDER BY i.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""

FOLLOW = """
CREATE FUNCTION initiatives_worker_outdated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO initiatives_outdated (worker_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
CREATE FUNCTION initiatives_union_outdated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO initiatives_outdated (union_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER worker_renamed AFTER UPDATE OF name_folded ON unions_worker
    FOR EACH ROW WHEN (OLD.name_folded IS DISTINCT FROM NEW.name_folded)
    EXECUTE FUNCTION initiatives_worker_outdated();
CREATE TRIGGER union_renamed_or_moved AFTER UPDATE OF name_folded, path ON unions_union
    FOR EACH ROW WHEN (OLD.name_folded IS DISTINCT FROM NEW.name_folded OR OLD.path IS DISTINCT FROM NEW.path)
    EXECUTE FUNCTION initiatives_union_outdated();
"""

IGNORE = """
DROP TRIGGER union_renamed_or_moved ON unions_union;
DROP TRIGGER worker_renamed ON unions_worker;
DROP FUNCTION initiatives_union_outdated();
DROP FUNCTION initiatives_worker_outdated();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0003_list_indexes"),
        ("unions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "initiative",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="initiatives.initiative",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.CreateModel(
            name="Outdated",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "union",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="unions.union",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("union__isnull", True), ("worker__isnull", False))
                        | models.Q(("union__isnull", False), ("worker__isnull", True)),
                        name="outdated_of_one",
                    )
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["words"], name="search_entry_words"
            ),
        ),
        migrations.RunSQL(FOLLOW, IGNORE),
        migrations.RemoveIndex(model_name="initiative", name="initiative_title_words"),
        migrations.AlterField(
            model_name="initiative",
            name="entered_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entered",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(fields=["entered_by", "state", "id"], name="initiative_entered_by"),
        ),
    ]
