"""The settings file of a repository: which one applies, and the table in it."""

from collections.abc import Mapping
from pathlib import Path

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.inputs import unreadable
from tilekit.core.messages import N_

OWN_FILE, SHARED_FILE = "tilekit.toml", "pyproject.toml"
Table = Mapping[str, object]


def settings_file(named: str) -> Path | None:
    """The named file, otherwise the nearest one with settings from the working folder upwards, up to a `.git`.

    None if there is none. Raises UsageError for a file that cannot be read.
    """
    if named:
        return Path(named)
    current = Path.cwd()
    for folder in (current, *current.parents):
        if _is_file(folder / OWN_FILE):
            return folder / OWN_FILE
        if _is_file(folder / SHARED_FILE) and "tilekit" in _tools(folder / SHARED_FILE):
            return folder / SHARED_FILE
        if _may_see(folder / ".git"):
            break
    return None


def table_of(file: Path) -> Table:
    """The settings in the file. Raises UsageError if it cannot be read or has no table for them."""
    if file.name != SHARED_FILE:
        return _read_toml(file)
    tools = _tools(file)
    if "tilekit" not in tools:
        raise UsageError.of(N_("{file} has no table [tool.tilekit]."), file=file)
    return _inner_table(file, "tool.tilekit", tools["tilekit"])


def _tools(file: Path) -> Table:
    return _inner_table(file, "tool", _read_toml(file).get("tool", {}))


def _inner_table(file: Path, key: str, value: object) -> Table:
    if not isinstance(value, dict):
        raise UsageError.of(N_("{file}: {key} must be a table."), file=file, key=key)
    return value


def _is_file(path: Path) -> bool:
    """Whether there is a file; False in a folder without read permission, as in a sandbox."""
    return _may_see(path) and path.is_file()


def _may_see(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _read_toml(file: Path) -> Table:
    import tomllib  # slow import

    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise unreadable(file, error) from error
    except UnicodeDecodeError as error:
        raise UsageError.of(N_("{file} is not UTF-8 text. Save it as UTF-8."), file=file) from error
    except RecursionError as error:
        raise UsageError.of(N_("{file} has too many levels of nesting."), file=file) from error
    except ValueError as error:  # TOMLDecodeError, or a number with thousands of digits
        raise UsageError.of(N_("{file} is not valid TOML: {reason}."), file=file, reason=error) from error
