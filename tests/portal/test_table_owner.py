"""The portal runs on PostgreSQL with a role that doesn't own the tables, and can't change the audit log."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from msgspec import Struct
from psycopg import sql
from pytest_django import Settings

from common.ids import uuid7
from operations.table_owner import FINAL_TABLES
from tests.contract.tree import ROOT

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
    pytest.mark.xdist_group("table_owner"),  # its database is migrated once for the module
]
_SERVER = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
COLUMNS = {"audit_event": "verb", "audit_eventerasure": "seal", "audit_seal": "number"}
# Pages and actions of partners, reviewers and admins, without tests that truncate tables or tamper with events.
USUAL_TESTS = (
    "tests/accounts/test_organisations.py", "tests/reviews/test_decisions.py", "tests/releases/test_releases.py",
    "tests/operations/test_exports.py", "tests/operations/stream",
)  # fmt: skip


class TwoRoles(Struct, frozen=True, kw_only=True):
    """A database without tables, its owner, and the role of the portal."""

    owner: str
    portal: str
    database: str

    def url(self, role: str) -> str:
        host = _SERVER.rpartition("@")[2].removeprefix("postgres://")
        return f"postgres://{role}@{host}/{self.database}?options=-c%20synchronous_commit%3Doff"

    def run(self, *command: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "DATA_DIR": str(folder), "REDIS_URL": "", "DEMO_DATA": "off", **variables}
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    def prepare(self, folder: Path) -> "subprocess.CompletedProcess[str]":
        return self.manage("prepare", folder=folder, role=self.portal, DATABASE_OWNER_URL=self.url(self.owner))

    def restore(self, source: Path, *options: str, folder: Path) -> "subprocess.CompletedProcess[str]":
        arguments = ("restore", str(source), "--as", "copy", *options)
        return self.manage(*arguments, folder=folder, role=self.portal, DATABASE_OWNER_URL=self.url(self.owner))

    def manage(self, *command: str, folder: Path, role: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the portal, whose settings are not those of the tests."""
        variables |= {"DATABASE_URL": self.url(role), "DJANGO_SETTINGS_MODULE": "portal.settings"}
        return self.run("manage.py", *command, folder=folder, **variables)


@pytest.fixture(scope="module")
def roles() -> Iterator[TwoRoles]:
    unique = uuid4().hex[:8]
    names = TwoRoles(owner=f"slipway_o_{unique}", portal=f"slipway_p_{unique}", database=f"slipway_roles_{unique}")
    with psycopg.connect(f"{_SERVER}/postgres", autocommit=True) as server:

        def run(statement: str, *identifiers: str) -> None:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, identifiers)))  # type: ignore[arg-type]

        for role in (names.owner, names.portal):
            run("CREATE ROLE {} LOGIN", role)
        run("CREATE DATABASE {} OWNER {}", names.database, names.owner)
        yield names
        run("DROP DATABASE {} WITH (FORCE)", names.database)
        for role in (names.portal, names.owner):
            run("DROP ROLE {}", role)


@pytest.fixture(scope="module")
def prepared(roles: TwoRoles, tmp_path_factory: pytest.TempPathFactory) -> TwoRoles:
    """The database after `prepare` has run twice, with an event and a seal."""
    folder = tmp_path_factory.mktemp("instance")
    for _ in range(2):
        done = roles.prepare(folder)
        assert done.returncode == 0, done.stderr
    with psycopg.connect(roles.url(roles.portal), autocommit=True) as portal:
        portal.execute(
            "INSERT INTO audit_event (id, actor_kind, verb, object_ids, digests, request_id, at) VALUES (%(id)s, "
            "'system', 'event.erase', jsonb_build_object('event', %(id)s), %(digests)s, '', now())",
            {"id": (event_id := uuid7()), "digests": '{"original": "", "erased": ""}'},
        )
        portal.execute(
            "INSERT INTO audit_eventerasure (id, event_id, original_digest, erased_digest, seal_digest, recorded_by, "
            "is_open) VALUES (%(id)s, %(id)s, '', '', '', %(id)s, false)",
            {"id": event_id},
        )
        portal.execute("INSERT INTO audit_seal VALUES (1, %(id)s, %(id)s, 1, '', '', now(), '')", {"id": uuid7()})
    return roles


@pytest.mark.parametrize("table", FINAL_TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "ALTER TABLE {table} ADD COLUMN note text",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "ALTER TABLE {table} RENAME TO other",
        "DROP TRIGGER {table}_no_change ON {table}",
        "DROP TABLE {table}",
        "CREATE OR REPLACE FUNCTION {table}_is_final() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_is_final()",
        "SET session_replication_role = replica",
    ],
)
def test_the_portal_cannot_change_the_audit_log(prepared: TwoRoles, table: str, statement: str) -> None:
    column = COLUMNS[table]
    with psycopg.connect(prepared.url(prepared.portal), autocommit=True) as portal:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            portal.execute(statement.format(table=table, column=column))
        rows = portal.execute(sql.SQL("SELECT 1 FROM {}").format(sql.Identifier(table))).fetchall()
    assert rows


@pytest.mark.parametrize("table", FINAL_TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}", "TRUNCATE {table}"]
)
def test_triggers_stop_the_owner_too(prepared: TwoRoles, table: str, statement: str) -> None:
    column = COLUMNS[table]
    with (
        psycopg.connect(prepared.url(prepared.owner), autocommit=True) as owner,
        pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="are final"),
    ):
        owner.execute(statement.format(table=table, column=column))


def test_temporary_tables_do_not_replace_ours(prepared: TwoRoles) -> None:
    """Every role can create them, and PostgreSQL looks there first."""
    with psycopg.connect(prepared.url(prepared.portal), autocommit=True) as portal:
        portal.execute("CREATE TEMP TABLE audit_eventerasure (id uuid, event_id uuid, is_open bool)")
        portal.execute("GRANT ALL ON audit_eventerasure TO PUBLIC")
        portal.execute("INSERT INTO audit_eventerasure SELECT gen_random_uuid(), id, true FROM audit_event")
        portal.execute("SELECT audit_erase_event(id, '{}', '{}', '', 'forged') FROM audit_eventerasure")
        assert portal.execute("SELECT count(*) FROM audit_event WHERE verb = 'forged'").fetchone() == (0,)


def test_tables_of_a_later_version_are_usable_before_prepare_ends(prepared: TwoRoles) -> None:
    """Code that runs during a migration may write to a new table, for example through a trigger."""
    with psycopg.connect(prepared.url(prepared.owner), autocommit=True) as owner:
        owner.execute("CREATE TABLE later (id bigserial, note text)")
    with psycopg.connect(prepared.url(prepared.portal), autocommit=True) as portal:
        portal.execute("INSERT INTO later (note) VALUES ('x')")
        assert portal.execute("SELECT count(*) FROM later").fetchone() == (1,)


def test_doctor_and_verification_work_with_the_role_of_the_portal(prepared: TwoRoles, tmp_path: Path) -> None:
    doctor = prepared.manage("doctor", folder=tmp_path, role=prepared.portal)
    owner_url = prepared.url(prepared.owner)
    wrong = prepared.manage("doctor", folder=tmp_path, role=prepared.owner, DATABASE_OWNER_URL=owner_url)
    verified = prepared.manage("verify_audit", folder=tmp_path, role=prepared.portal)

    assert (doctor.returncode, doctor.stderr) == (0, "")
    assert wrong.returncode == 1
    assert "may change audit_event" in wrong.stderr
    assert "Seal 1 doesn't match" in verified.stderr  # the row that the fixture wrote


def test_owner_as_the_role_of_the_portal_is_refused(prepared: TwoRoles, tmp_path: Path) -> None:
    owner_url = prepared.url(prepared.owner)

    done = prepared.manage("prepare", folder=tmp_path, role=prepared.owner, DATABASE_OWNER_URL=owner_url)

    assert done.returncode == 1
    assert f"DATABASE_URL uses the role {prepared.owner}, which has all rights of the owner" in done.stderr


def test_tables_of_another_role_are_named(prepared: TwoRoles, tmp_path: Path) -> None:
    """As in a portal that has run with one role."""
    with psycopg.connect(f"{_SERVER}/{prepared.database}", autocommit=True) as server:
        server.execute("CREATE TABLE former (id int)")
        server.execute(sql.SQL("ALTER TABLE former OWNER TO {}").format(sql.Identifier(prepared.portal)))
        done = prepared.prepare(tmp_path)
        server.execute("DROP TABLE former")

    assert done.returncode == 1
    assert f"REASSIGN OWNED BY {prepared.portal} TO {prepared.owner};" in done.stderr


def test_restored_tables_belong_to_their_owner(prepared: TwoRoles, tmp_path: Path) -> None:
    source = tmp_path / "monday"
    done = prepared.manage("backup", str(source), folder=tmp_path, role=prepared.portal)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(prepared.url(prepared.portal)):
        refused = prepared.restore(source, "--replace", folder=tmp_path)
    assert "The database is in use by 1 other connections" in refused.stderr

    done = prepared.restore(source, "--replace", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    with psycopg.connect(prepared.url(prepared.portal), autocommit=True) as portal:
        owners = portal.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert owners == [(prepared.owner,)]
        assert portal.execute("SELECT count(*) FROM audit_event WHERE verb = 'backup.restored'").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            portal.execute("DELETE FROM audit_event")


def test_interrupted_restore_is_noticed_by_a_role_without_rights(prepared: TwoRoles, tmp_path: Path) -> None:
    with psycopg.connect(prepared.url(prepared.owner), autocommit=True) as owner:
        owner.execute(sql.SQL("REVOKE USAGE ON SCHEMA public FROM {}, PUBLIC").format(sql.Identifier(prepared.portal)))
        owner.execute("CREATE TABLE unfinished_restore (id integer)")
        done = prepared.prepare(tmp_path)
        owner.execute("DROP TABLE unfinished_restore")
        owner.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(prepared.portal)))

    assert done.returncode == 1
    assert "A restore was interrupted" in done.stderr


@pytest.mark.django_db
def test_owner_url_needs_another_role(settings: Settings) -> None:
    settings.DATABASE_OWNER = settings.DATABASES["default"]
    settings.DEMO_MODE = False

    with pytest.raises(CommandError, match="which has all rights of the owner"):
        call_command("prepare")


def test_usual_tests_pass_with_the_role_of_the_portal(roles: TwoRoles, tmp_path: Path) -> None:
    done = roles.run(
        "-m", "pytest", "-q", "-n", "0", "-p", "tests.limited_role", "-p", "no:cacheprovider", *USUAL_TESTS,
        folder=tmp_path,
        DATABASE_URL=f"{_SERVER}/{roles.database}_usual",
        LIMITED_ROLE=roles.portal,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-4000:]
    assert f"limited role {roles.portal}" in done.stdout
