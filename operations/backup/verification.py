"""Verifies that a back-up is complete and unchanged."""

from pathlib import Path

from msgspec import Struct

from operations.backup.copies import described
from operations.backup.manifest import BackupFile, BackupManifest, path_of, read_manifest
from operations.backup.problems import BackupProblem

_PROBLEMS_SHOWN = 10


class _Checked(Struct, frozen=True):
    file: BackupFile
    path: Path


def verified_manifest(folder: Path) -> BackupManifest:
    """The manifest of the back-up, after a comparison of every digest. Raises BackupProblem."""
    manifest = read_manifest(folder)
    expected = [_Checked(manifest.database, folder / manifest.database.name)]
    expected += [_Checked(file, path_of(folder, file)) for file in manifest.files]
    problems = [problem for row in expected if (problem := _problem(row))]
    if problems:
        more = f"\n  and {len(problems) - _PROBLEMS_SHOWN} more" if len(problems) > _PROBLEMS_SHOWN else ""
        text = "\n  ".join(["The back-up is damaged:", *problems[:_PROBLEMS_SHOWN]]) + more
        raise BackupProblem(text)
    return manifest


def _problem(row: _Checked) -> str:
    """What is wrong with a file; "" if it is the one that was written."""
    try:
        actual = described(row.path, name=row.file.name)
    except FileNotFoundError:
        return f"{row.file.name} is missing"
    except OSError as fault:
        return f"{row.file.name} can't be read: {fault.strerror}"
    return "" if actual == row.file else f"{row.file.name} has changed"
