"""The release before this one. Its code must work on the schema of this tree, so that upgrades need no outage.

Set VERSION and COMMIT after each release. 1.0.0 has no tag. Later migrations only expand the schema: a column that the
release doesn't know is null or has a database default, and what it uses is removed only after the next release.
"""

import io
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

from tests.contract.tree import ROOT

VERSION = "1.0.0"
COMMIT = "dfc169428313626c424f28d0a96d769ab36a99de"
OPERATIONS = "common/concurrent_indexes.py"  # imported by migrations
# Lets tests of the release empty the database, which has tables that refer to the release's own, and triggers that
# refuse it, and unpack archives with a Python that has no filters for them yet (3.11.2 of Debian).
PLUGIN = """
import tarfile

import django.db.models  # first: operations import it, and it imports them
from django.db.backends.base.introspection import BaseDatabaseIntrospection
from django.db.backends.postgresql.operations import DatabaseOperations

BaseDatabaseIntrospection.django_table_names = lambda self, only_existing=False, include_views=True: [
    name for name in self.table_names() if name != "django_migrations"
]

_flush = DatabaseOperations.sql_flush
DatabaseOperations.sql_flush = lambda self, style, tables, **options: [
    "SET LOCAL session_replication_role = replica", *_flush(self, style, tables, **options)
]

if not hasattr(tarfile, "data_filter"):
    _extract = tarfile.TarFile.extractall
    tarfile.TarFile.extractall = lambda self, path=".", members=None, **_: _extract(self, path, members)
"""


def migration_names() -> set[tuple[str, str]]:
    """(app, name) of all migrations of the release."""
    paths = [Path(line) for line in _git("ls-tree", "-r", "--name-only", COMMIT).decode().splitlines()]
    return {(path.parts[0], path.stem) for path in paths if path.match("*/migrations/[0-9]*.py")}


def unpack_with_new_migrations(folder: Path) -> None:
    """Write the source tree of the release into the folder, with the migrations of this tree."""
    with ZipFile(io.BytesIO(_git("archive", "--format=zip", COMMIT))) as archive:
        archive.extractall(folder)
    (folder / "all_tables.py").write_text(PLUGIN)
    for migrations in ROOT.glob("*/migrations"):
        target = folder / migrations.relative_to(ROOT)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(migrations, target)
    shutil.copy(ROOT / OPERATIONS, folder / OPERATIONS)


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout
