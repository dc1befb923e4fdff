"""The list of packages that the Agent includes, for `validate --agent-packages`."""

from pathlib import Path

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.inputs import unreadable
from tilekit.commands.translation import translated
from tilekit.core.messages import N_
from tilekit.parse.package_list import MAX_PACKAGE_LIST_BYTES, Packages, read_package_list

_MOST_REPORTED, _LONGEST_SHOWN = 5, 80


def agent_packages(name: str) -> Packages:
    """The packages in the file. Raises UsageError if a line can't be read, or if there are none."""
    path = Path(name)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_PACKAGE_LIST_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(data) > MAX_PACKAGE_LIST_BYTES:
        limit = MAX_PACKAGE_LIST_BYTES // 1_000_000
        raise UsageError.of(N_("{path} is larger than {limit} MB."), path=name, limit=limit)
    packages = read_package_list(data.decode("utf-8", "replace"))
    if packages.bad:
        text = N_("{path}, line {line}: “{value}” is not a package with an exact version. Example: simplejson==3.19.1")
        reported = packages.bad[:_MOST_REPORTED]
        lines = (translated(text, path=name, line=bad.number, value=bad.text[:_LONGEST_SHOWN]) for bad in reported)
        raise UsageError("\n".join(lines))
    if not packages.packages:
        raise UsageError.of(N_("{path} contains no packages."), path=name)
    return packages.packages
