"""The trigger that refuses to change a confirmed vendor ID.

SQLite drops triggers when a migration rebuilds the table: such a migration must end with this operation.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FINAL = "a confirmed vendor id is final"
SQLITE = f"""
CREATE TRIGGER accounts_vendor_id_final BEFORE UPDATE ON accounts_organisation
WHEN OLD.vendor_confirmed_at IS NOT NULL
 AND (NEW.vendor_id <> OLD.vendor_id OR NEW.vendor_confirmed_at IS NOT OLD.vendor_confirmed_at)
BEGIN SELECT RAISE(ABORT, '{FINAL}'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION accounts_vendor_id_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{FINAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER accounts_vendor_id_final BEFORE UPDATE ON accounts_organisation FOR EACH ROW
WHEN (OLD.vendor_confirmed_at IS NOT NULL AND (NEW.vendor_id IS DISTINCT FROM OLD.vendor_id
 OR NEW.vendor_confirmed_at IS DISTINCT FROM OLD.vendor_confirmed_at))
EXECUTE FUNCTION accounts_vendor_id_is_final();
"""
POSTGRESQL_BACK = """
DROP TRIGGER accounts_vendor_id_final ON accounts_organisation;
DROP FUNCTION accounts_vendor_id_is_final();
"""


def forwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def backwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL_BACK if is_postgresql else "DROP TRIGGER accounts_vendor_id_final")
