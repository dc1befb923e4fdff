"""The manifest of a back-up: what it contains, and which portal wrote it. It is written last."""

from datetime import datetime
from pathlib import Path, PurePosixPath
from uuid import UUID

import msgspec
from msgspec import Struct

from operations.backup.problems import BackupProblem

FORMAT = 1
FILES_FOLDER = "files"
_NAME = "manifest.json"


class BackupFile(Struct, frozen=True, kw_only=True):
    """A file of the back-up. name is its path: that in the storage, or that in the folder for the database."""

    name: str
    size: int
    sha256: str


class BackupManifest(Struct, frozen=True, kw_only=True):
    """What a back-up contains.

    database_kind is "sqlite" or "postgresql", migrations has the applied ones as "app.name". audit_head is the newest
    seal of the audit log ("" if nothing was sealed). missing has the names of files that the storage did not have,
    and of those with other bytes than when they were stored. erased has the names of files from which a leaked secret
    was erased.
    """

    format: int = FORMAT
    id: UUID
    version: str
    created_at: datetime
    database_kind: str
    database: BackupFile
    migrations: tuple[str, ...]
    audit_head: str
    files: tuple[BackupFile, ...]
    missing: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """The bytes of all files, with the database."""
        return self.database.size + sum(file.size for file in self.files)


class _Header(Struct, frozen=True):
    format: int
    version: str


def write_manifest(folder: Path, manifest: BackupManifest) -> bytes:
    """Write the manifest into the folder of the back-up. Returns its bytes."""
    content = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (folder / _NAME).write_bytes(content)
    return content


def read_manifest(folder: Path) -> BackupManifest:
    """The manifest of the back-up in the folder. Raises BackupProblem."""
    try:
        content = (folder / _NAME).read_bytes()
    except OSError as fault:
        text = f"{folder} is not a back-up: it has no file {_NAME} that can be read."
        raise BackupProblem(text) from fault
    try:
        header = msgspec.json.decode(content, type=_Header)
        if header.format > FORMAT:
            text = f"The back-up was written by version {header.version}, which this version can't read."
            raise BackupProblem(text)
        manifest = msgspec.json.decode(content, type=BackupManifest)
    except msgspec.MsgspecError as fault:
        text = f"The back-up is damaged: {_NAME}: {fault}"
        raise BackupProblem(text) from fault
    for file in (manifest.database, *manifest.files):
        _assert_inside(file.name)
    return manifest


def path_of(folder: Path, file: BackupFile) -> Path:
    """The path of a stored file in the back-up."""
    return folder / FILES_FOLDER / file.name


def _assert_inside(name: str) -> None:
    """Raises BackupProblem for a name that leads out of the folder."""
    path = PurePosixPath(name)
    if not name or "\0" in name or path.is_absolute() or ".." in path.parts or str(path) != name:
        text = f"The back-up is damaged: {name!r} is not the name of a file in it."
        raise BackupProblem(text)
