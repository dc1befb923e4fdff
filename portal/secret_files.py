"""Reads secrets from files: the variable NAME_FILE has the path of a file that contains the value of NAME."""

from collections.abc import Iterable, Mapping
from pathlib import Path

_MOST_BYTES = 64 * 1024
SUFFIX = "_FILE"


def with_secret_files(source: Mapping[str, str], secret_names: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The environment variables with the content of the files, and a sentence for each problem."""
    values, problems = dict(source), []
    for name in secret_names:
        path = source.get(f"{name}{SUFFIX}", "").strip()
        if path and source.get(name, "").strip():
            problems.append(f"{name} and {name}{SUFFIX} must not both be set.")
        elif path:
            try:
                values[name] = _content(Path(path))
            except (OSError, ValueError) as fault:
                reason = fault.strerror if isinstance(fault, OSError) else fault
                problems.append(f"{name}{SUFFIX} must be the path of a file with the secret. {path}: {reason}.")
    return values, problems


def _content(path: Path) -> str:
    """The text of the file without the newline at its end. Raises OSError, ValueError."""
    if path.exists() and not path.is_file():
        raise ValueError("Not a file")
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError("Too large")
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError as fault:
        raise ValueError("Not a text in UTF-8") from fault
    if not text:
        raise ValueError("The file is empty")
    return text
