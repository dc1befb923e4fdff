"""The settings of a repository: `tilekit.toml`, or the table `[tool.tilekit]` of pyproject.toml."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from tilekit.commands.config_file import Table, settings_file, table_of
from tilekit.commands.guard import UsageError
from tilekit.commands.patterns import Pattern
from tilekit.commands.wish import assert_known, words_of
from tilekit.commands.words import said
from tilekit.core.messages import N_
from tilekit.core.near import nearest

KEYS = ("select", "ignore", "per-file-ignores", "baseline")


class Config(Struct, frozen=True, kw_only=True):
    """select and ignore hold codes or subjects; per_file_ignores holds patterns with codes or subjects.

    folder is the one that patterns and baseline are read from: the folder of the file. Without a file, the working
    folder.
    """

    folder: Path
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[Pattern, tuple[str, ...]], ...] = ()
    baseline: Path | None = None


def config_of(named: str = "") -> Config:
    """The settings in the file that was named, else in the nearest one above the working folder, up to a `.git`.

    Raises UsageError for a file that cannot be read, an unknown key, a value of the wrong kind or an unknown code.
    """
    file = settings_file(named)
    if file is None:
        return Config(folder=Path.cwd())
    table = table_of(file)
    for key in table:
        if key not in KEYS:
            raise _unknown(file, key)
    with _naming(str(file)):
        return _config(file.resolve().parent, table)


def path_from(folder: Path, path: str) -> str:
    """How a file in the folder names a listing, with forward slashes."""
    return Path(os.path.relpath(Path(path).resolve(), folder)).as_posix()


def _config(folder: Path, table: Table) -> Config:
    ignored = table.get("per-file-ignores", {})
    if not isinstance(ignored, dict):
        raise UsageError(said(N_('per-file-ignores must be a table, for example "assets/*" = ["DB-038"].')))
    return Config(
        folder=folder,
        select=_selected(table),
        ignore=_codes("ignore", table.get("ignore", [])),
        per_file_ignores=tuple(_ignored(folder, pattern, codes) for pattern, codes in ignored.items()),
        baseline=_below(folder, table.get("baseline")),
    )


def _ignored(folder: Path, text: str, codes: object) -> tuple[Pattern, tuple[str, ...]]:
    key = f'per-file-ignores."{text}"'
    with _naming(key):
        pattern = Pattern(text, folder)
    return pattern, _codes(key, codes)


def _unknown(file: Path, key: str) -> UsageError:
    near = nearest(key, KEYS, cutoff=0.5)
    if near:
        return UsageError(
            said(N_("{file} has an unknown key {key}. Did you mean {near}?"), file=file, key=key, near=near)
        )
    text = N_("{file} has an unknown key {key}. Valid keys: {keys}.")
    return UsageError(said(text, file=file, key=key, keys=", ".join(KEYS)))


def _selected(table: Table) -> tuple[str, ...]:
    found = _codes("select", table.get("select", []))
    if "select" in table and not found:
        raise UsageError(said(N_("select is empty. To run every check, remove the key.")))
    return found


def _codes(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise UsageError(said(N_('{key} must be a list of codes, for example ["DB-038", "RN"].'), key=key))
    words = words_of(value)
    with _naming(key):
        assert_known(words)
    return words


@contextmanager
def _naming(place: str) -> Iterator[None]:
    """Prefix an error with the file or the key that it is about."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{place}: {error}") from error


def _below(folder: Path, value: object) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value or "\0" in value:
        raise UsageError(said(N_("baseline must be a file name.")))
    return folder / value
