"""Steps are written once: the database refuses every update and delete. Codes come from a sequence, without a lock."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION initiatives_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'approval steps are written once: % of step % refused', TG_OP, OLD.id
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER approval_step_written_once
    BEFORE UPDATE OR DELETE ON initiatives_approvalstep
    FOR EACH ROW EXECUTE FUNCTION initiatives_refuse_change();
"""

ALLOW = """
DROP TRIGGER approval_step_written_once ON initiatives_approvalstep;
DROP FUNCTION initiatives_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL("CREATE SEQUENCE initiatives_code", "DROP SEQUENCE initiatives_code"),
    ]
