"""What a repository has decided about its checks: `tilekit.toml`, or the table `[tool.tilekit]` of pyproject.toml."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from tilekit.commands.guard import UsageError
from tilekit.commands.wish import assert_known, words_of
from tilekit.commands.words import said
from tilekit.core.messages import N_
from tilekit.core.near import nearest

OWN_FILE, SHARED_FILE = "tilekit.toml", "pyproject.toml"
KEYS = ("select", "ignore", "per-file-ignores", "baseline")


class Config(Struct, frozen=True, kw_only=True):
    """select and ignore hold codes or subjects; per_file_ignores is {pattern of a path: codes or subjects}.

    folder is the one that patterns and baseline are read from: the folder of the file. Without a file, the working
    folder.
    """

    folder: Path
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = {}
    baseline: Path | None = None


def config_of(named: str = "") -> Config:
    """The settings in the file that was named, else in the nearest one above the working folder, up to a `.git`.

    Raises UsageError for a file that cannot be read, an unknown key, a value of the wrong kind or an unknown code.
    """
    file = Path(named) if named else _nearest()
    if file is None:
        return Config(folder=Path.cwd())
    table = _table(file)
    for key in table:
        if key not in KEYS:
            raise _unknown(file, key)
    try:
        return Config(
            folder=file.resolve().parent,
            select=_codes(table.get("select", [])),
            ignore=_codes(table.get("ignore", [])),
            per_file_ignores={name: _codes(codes) for name, codes in _mapping(table.get("per-file-ignores", {}))},
            baseline=_below(file, table.get("baseline")),
        )
    except (TypeError, UsageError) as error:
        raise UsageError(f"{file}: {error}") from error


def path_from(folder: Path, path: str) -> str:
    """How a file in the folder names a listing, with forward slashes."""
    return Path(os.path.relpath(Path(path).resolve(), folder)).as_posix()


def _nearest() -> Path | None:
    here = Path.cwd()
    for folder in (here, *here.parents):
        if _is_file(folder / OWN_FILE):
            return folder / OWN_FILE
        if _is_file(folder / SHARED_FILE) and "tilekit" in _read(folder / SHARED_FILE).get("tool", {}):
            return folder / SHARED_FILE
        if _may_see(folder / ".git"):
            break
    return None


def _is_file(path: Path) -> bool:
    """Whether there is a file; False in a folder that may not be looked into, as in a sandbox."""
    return _may_see(path) and path.is_file()


def _may_see(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _read(file: Path) -> dict[str, dict[str, object]]:
    import tomllib  # noqa: PLC0415 slow import

    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UsageError(said(N_("{path} cannot be read: {reason}."), path=file, reason=error.strerror)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(said(N_("{file} is not valid TOML: {reason}."), file=file, reason=error)) from error


def _table(file: Path) -> Mapping[str, object]:
    found = _read(file)
    if file.name != SHARED_FILE:
        return found
    own = found.get("tool", {}).get("tilekit", {})
    return own if isinstance(own, dict) else {}


def _unknown(file: Path, key: str) -> UsageError:
    near = nearest(key, KEYS, cutoff=0.5)
    if near:
        return UsageError(
            said(N_("{file} has an unknown key {key}. Did you mean {near}?"), file=file, key=key, near=near)
        )
    text = N_("{file} has an unknown key {key}. It may have {keys}.")
    return UsageError(said(text, file=file, key=key, keys=", ".join(KEYS)))


def _codes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError(said(N_('write codes as a list of texts, for example ["DB-038", "RN"].')))
    words = words_of(value)
    assert_known(words)
    return words


def _mapping(value: object) -> Iterator[tuple[str, object]]:
    if not isinstance(value, dict):
        raise TypeError(said(N_("per-file-ignores must be a table: pattern = [codes].")))
    yield from value.items()


def _below(file: Path, value: object) -> Path | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(said(N_("baseline must be the name of a file.")))
    return file.resolve().parent / value if value else None
