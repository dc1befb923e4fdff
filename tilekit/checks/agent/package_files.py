"""AC-034: the files that a package of an Agent check needs to be built."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.source import AGENT_PACKAGE
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.parsed_files import text_of
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text, value_at

PROJECT = "pyproject.toml"
_BROKEN = N_("pyproject.toml can't be read ({reason}). Correct it.")
_NO_VERSION_FILE = N_("pyproject.toml reads the version from {value}, which does not exist. Correct the path.")
_VERSION_FILE = "/tool/hatch/version/path"
_LINE = re.compile(r"line (\d+)")


@check(
    code="AC-034",
    name=N_("Package that can't be built"),
    severity=Severity.WARNING,
    message=N_("The package has no {value}, so it can't be built or imported. Add this file."),
    starts_observed=True,
    applies_to="pyproject.toml, datadog_checks/*",
    expected=N_("pyproject.toml can be read, and the package has an __init__.py and the file with its version"),
    bad="datadog_checks/acme_queue without __init__.py",
    good="datadog_checks/acme_queue/__init__.py",
)
def contains_files_to_be_built(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The folder of the code is a package, and the project file that describes it can be read."""
    modules = [path for path in bundle.files if path.startswith(AGENT_PACKAGE) and path.endswith(".py")]
    project = text_of(bundle, PROJECT) if PROJECT in bundle.files else None
    document, reason = _parse(project.text) if project else ({}, "")
    if reason:
        line = _LINE.search(reason)
        yield finding(file=PROJECT, line=int(line[1]) if line else 1, column=1, message=_BROKEN, reason=reason)
    version_file = text(value_at(document, _VERSION_FILE))
    missing = set(_missing_files(bundle, modules, version_file))
    for path in sorted(missing):
        yield finding(file=path, value=path)
    if project and version_file and version_file not in (*bundle.files, *missing):
        place = project.position(max(project.text.find(version_file), 0))
        yield finding(file=PROJECT, line=place.line, column=place.column, value=version_file, message=_NO_VERSION_FILE)


def _missing_files(bundle: Bundle, modules: list[str], version_file: str) -> Iterator[str]:
    """The file that makes each folder a package, and the one with its version if the project or the code reads it."""
    for package in {"/".join(path.split("/")[:2]) for path in modules if path.count("/") > 1}:
        start, about = f"{package}/__init__.py", f"{package}/__about__.py"
        if start not in bundle.files:
            yield start
        is_read = start in bundle.files and "__about__" in text_of(bundle, start).text
        if about not in bundle.files and (is_read or version_file == about):
            yield about


def _parse(source: str) -> tuple[Json, str]:
    """The document and "", or {} and the reason why it can't be read."""
    import tomllib  # slow import

    try:
        return tomllib.loads(source), ""
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        return {}, str(fault) or "too deep"
