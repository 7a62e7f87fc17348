from django.db import migrations

NOTE_WIDE_BLOCKS = """
UPDATE initiatives_searchentry SET words = words || array_to_tsvector(ARRAY['@w' || initiative_id / 65536])
"""


class Migration(migrations.Migration):
    """Of a large programme `manage.py reindex` writes the entries sooner than this: empty their table before."""

    dependencies = [
        ("initiatives", "0011_lists_by_confidentiality"),
    ]

    operations = [
        migrations.RunSQL(NOTE_WIDE_BLOCKS, migrations.RunSQL.noop),
    ]
