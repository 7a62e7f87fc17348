"""Adding up 64-bit amounts as such: sum(bigint) adds them as numbers of any length, which costs the fold a third more.

An amount beyond 64 bits is refused as an error, as the columns of the tallies would refuse it.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0004_states_side_by_side"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE AGGREGATE add_up(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = '0', COMBINEFUNC = int8pl,"
            " PARALLEL = SAFE)",
            "DROP AGGREGATE add_up(bigint)",
        ),
    ]
