"""Copies and restores a PostgreSQL database with pg_dump, pg_restore and psql."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, cast

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from operations.backup.marker import UNFINISHED, has_tables
from operations.backup.problems import BackupProblem

DUMP_FILE = "database.dump"
# The kind of a process is NULL for connections of other roles; processes of the server have no role.
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL
  AND coalesce(backend_type, 'client backend') = 'client backend'
"""
# Roles of another server may have other names.
_PORTABLE = ("--no-owner", "--no-acl")
_ERROR_BYTES = 2_000
_ENDING_SECONDS, _LOOK_AGAIN_SECONDS = 5.0, 0.2


@contextmanager
def snapshot(folder: Path) -> Iterator[str]:
    """Dump the database into the folder. Yields an alias of Django that reads the same state of the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        arguments = ("--format=custom", f"--snapshot={name}", f"--file={folder / DUMP_FILE}")
        with TemporaryFile() as errors:
            process = _start("pg_dump", *_PORTABLE, *arguments, connects=True, stderr=errors)
            _end("pg_dump", process, errors=errors)
        yield DEFAULT_DB_ALIAS


def install(file: Path) -> None:
    """Replace everything in the schema, in one transaction of psql. Raises BackupProblem."""
    schema = _schema()
    arguments = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
    # A role that may fill a schema may not always replace it.
    replacement = f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}"
    clear = replacement if has_tables() else f"DROP TABLE IF EXISTS {schema}.{UNFINISHED}"
    with TemporaryFile() as errors:
        psql = _start("psql", *arguments, connects=True, stdin=True, stderr=errors)
        with suppress(BrokenPipeError), _input(psql):  # a broken pipe means that psql has failed; it reports why
            _write(psql, f"BEGIN; {clear};\n")
            _copy_script(file, psql)
            _commit(psql, schema)
        _end("psql", psql, errors=errors)


def _commit(psql: subprocess.Popen[bytes], schema: str) -> None:
    """Send the last line. Without it, for example because this process is killed, psql changes nothing."""
    _write(psql, f"CREATE TABLE {schema}.{UNFINISHED} (id integer); COMMIT;\n")


def _schema() -> str:
    """The quoted name of the schema with the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return connection.ops.quote_name(cursor.fetchone()[0] or "public")


def assert_unused() -> None:
    """Raises BackupProblem if another process stays connected to the database. That of a killed one ends soon."""
    until = time.monotonic() + _ENDING_SECONDS
    while (number := _number_of_others()) and time.monotonic() < until:
        time.sleep(_LOOK_AGAIN_SECONDS)
    if number:
        text = f"The database is in use by {number} other connections. Stop web, worker and beat first."
        raise BackupProblem(text)


def _number_of_others() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS)
        (number,) = cursor.fetchone()
    return int(number)


def _copy_script(file: Path, psql: subprocess.Popen[bytes]) -> None:
    """Send the statements of the dump to psql. Raises BackupProblem, BrokenPipeError."""
    with TemporaryFile() as errors:
        reader = _start("pg_restore", *_PORTABLE, "--file=-", str(file), stdout=True, stderr=errors)
        with cast("IO[bytes]", reader.stdout) as script:
            copyfileobj(script, _input(psql))
        _end("pg_restore", reader, errors=errors)


def _input(process: subprocess.Popen[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", process.stdin)


def _write(process: subprocess.Popen[bytes], text: str) -> None:
    _input(process).write(text.encode())
    _input(process).flush()


def _start(
    program: str,
    *arguments: str,
    stderr: IO[bytes],
    connects: bool = False,
    stdin: bool = False,
    stdout: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a client program of PostgreSQL. Raises BackupProblem if it isn't installed."""
    place, environ = _address() if connects else ([], {})
    try:
        return subprocess.Popen(
            [program, *arguments, *place],
            env={**os.environ, **environ},
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE if stdout else subprocess.DEVNULL,
            stderr=stderr,
        )
    except FileNotFoundError as fault:
        text = (
            f"{program} is not installed. Install the client programs of PostgreSQL, in the version of the server or a "
            "later one; in Debian the package postgresql-client."
        )
        raise BackupProblem(text) from fault


def _end(program: str, process: subprocess.Popen[bytes], *, errors: IO[bytes]) -> None:
    """Wait for the program. Raises BackupProblem with what it reported."""
    if process.wait():
        errors.seek(0)
        reported = errors.read(_ERROR_BYTES).decode(errors="replace").strip()
        text = f"{program} failed: {reported}"
        raise BackupProblem(text)


def _address() -> tuple[list[str], Mapping[str, str]]:
    """(arguments, environment variables) of client programs for the configured database, as `manage.py dbshell` has.

    The password is a variable, because other users can see arguments.
    """
    (_program, *arguments), environ = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return arguments, environ or {}
