"""The settings of a repository: `tilekit.toml`, or the table `[tool.tilekit]` of pyproject.toml."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from tilekit.commands.check_selection import parse_codes, require_known_codes
from tilekit.commands.config_file import Table, settings_file, table_of
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.path_patterns import PathPattern
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word

CONFIG_KEYS = ("select", "ignore", "per-file-ignores", "baseline", "submit")


class Config(Struct, frozen=True, kw_only=True):
    """The settings. select and ignore contain codes or subjects; per_file_ignores contains patterns with codes or
    subjects; submit is the table for `tilekit submit`, which validates it.

    Patterns and the baseline are relative to folder: that of the file, or the working folder if there is
    no file.
    """

    folder: Path
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[PathPattern, tuple[str, ...]], ...] = ()
    baseline: Path | None = None
    submit: Table = {}


def config_of(named: str) -> Config:
    """The settings in the named file, otherwise in the nearest one from the working folder upwards, up to a `.git`.

    Raises UsageError for a file that cannot be read, an unknown key, a value of the wrong kind or an unknown code.
    """
    file = settings_file(named)
    if file is None:
        return Config(folder=Path.cwd())
    table = table_of(file)
    for key in table:
        if key not in CONFIG_KEYS:
            raise _unknown_key_error(file, key)
    with _error_prefix(str(file)):
        return _config(file.resolve().parent, table)


def path_from(folder: Path, path: str) -> str:
    """The path of a listing relative to the folder, with forward slashes."""
    return Path(os.path.relpath(Path(path).resolve(), folder)).as_posix()


def _config(folder: Path, table: Table) -> Config:
    ignored = table.get("per-file-ignores", {})
    if not isinstance(ignored, dict):
        raise UsageError.of(N_('per-file-ignores must be a table, for example "assets/*" = ["DB-038"].'))
    return Config(
        folder=folder,
        select=_selected_codes(table),
        ignore=_codes("ignore", table.get("ignore", [])),
        per_file_ignores=tuple(_per_file_ignore(folder, pattern, codes) for pattern, codes in ignored.items()),
        baseline=_path_of_baseline(folder, table.get("baseline")),
        submit=_submit_table(table.get("submit", {})),
    )


def _per_file_ignore(folder: Path, text: str, codes: object) -> tuple[PathPattern, tuple[str, ...]]:
    key = f'per-file-ignores."{text}"'
    with _error_prefix(key):
        pattern = PathPattern(text, folder)
    return pattern, _codes(key, codes)


def _unknown_key_error(file: Path, key: str) -> UsageError:
    suggestion = closest_word(key, CONFIG_KEYS, cutoff=0.5)
    if suggestion:
        return UsageError.of(
            N_("{file} has an unknown key {key}. Did you mean {near}?"), file=file, key=key, near=suggestion
        )
    text = N_("{file} has an unknown key {key}. Valid keys: {keys}.")
    return UsageError.of(text, file=file, key=key, keys=tuple(CONFIG_KEYS))


def _selected_codes(table: Table) -> tuple[str, ...]:
    codes = _codes("select", table.get("select", []))
    if "select" in table and not codes:
        raise UsageError.of(N_("select is empty. To run every check, remove the key."))
    return codes


def _codes(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise UsageError.of(N_('{key} must be a list of codes, for example ["DB-038", "RN"].'), key=key)
    words = parse_codes(value)
    with _error_prefix(key):
        require_known_codes(words)
    return words


@contextmanager
def _error_prefix(place: str) -> Iterator[None]:
    """Prefix an error with the file or the key that it is about."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{place}: {error}") from error


def _submit_table(value: object) -> Table:
    if not isinstance(value, dict):
        raise UsageError.of(N_('"submit" must be a table.'))
    return value


def _path_of_baseline(folder: Path, value: object) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value or "\0" in value:
        raise UsageError.of(N_("baseline must be a file name."))
    return folder / value
