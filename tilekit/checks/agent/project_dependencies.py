"""AC-033: the dependencies of a package whose source is in the folder. WH-014 and WH-015 check those of a wheel."""

import ast
import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.package_files import PROJECT, parsed_project
from tilekit.checks.agent.source import source_of
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.parsed_files import text_of
from tilekit.checks.registry import check
from tilekit.checks.wheels.dependencies import BASE, DIRECT
from tilekit.core.messages import N_
from tilekit.parse.json_values import members, value_at
from tilekit.parse.package_list import normal_name, requirement_of
from tilekit.parse.python_modules import Module, literal, origins, read_module
from tilekit.parse.text import SourceText

_FROM_ADDRESS = N_(
    "The dependency {value} is installed from an address. Use a released version from the package index."
)
_SETUP, _LISTS = "setup.py", re.compile(r"(?:[\w.-]*requirements[\w.-]*|deps)\.(?:txt|in)")
_DEPENDENCIES = re.compile(r"^dependencies\s*=", re.MULTILINE)
_NO_BASE = N_("The code imports {value}, but it is not a dependency of the package. Add it with a lower bound (>=).")
# "==2.9.0", but neither "==2.*" nor a range.
_ONE_VERSION = re.compile(r"={2,3}[^,*]+")
_OTHER_INDEX = re.compile(r"(?:-i|-f|--index-url|--extra-index-url|--find-links)[ =]+\S")
_IN_DEV_GROUP = re.compile(r"dev|test|lint|docs?", re.IGNORECASE)


@check(
    code="AC-033",
    name=N_("Dependency not pinned or from an address"),
    severity=Severity.WARNING,
    message=N_("The dependency {value} is not pinned. Pin it with ==."),
    applies_to="pyproject.toml, setup.py, requirements.in",
    expected=N_("Every dependency except datadog-checks-base is pinned with == and comes from the package index"),
    bad='deps = ["simplejson>=3"]',
    good='deps = ["simplejson==3.19.1"]',
)
def pins_dependencies(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Dependencies of the package are pinned. Those of its build and of its tests need not be."""
    for path in bundle.files:
        if path == PROJECT or _LISTS.fullmatch(path):
            source = text_of(bundle, path)
            for line in _project_dependencies(bundle) if path == PROJECT else _listed(source):
                yield from _problem(path, source, line)
    yield from _missing_base(bundle)
    if _SETUP in bundle.files:
        for line in _arguments_of_setup(bundle.parse(_SETUP, read_module)):
            yield from _problem(_SETUP, text_of(bundle, _SETUP), line)


def _missing_base(bundle: Bundle) -> Iterator[RawFinding]:
    """A finding if the code imports the Agent's base package, and the list of dependencies lacks it."""
    agent = source_of(bundle) if PROJECT in bundle.files else None
    if agent is None or agent.file:
        return
    source = text_of(bundle, PROJECT)
    named = [one for line in _project_dependencies(bundle) if (one := requirement_of(line))]
    match = _DEPENDENCIES.search(source.text)
    imported = (name for module in agent.modules.values() for name in origins(module).values())
    is_missing = not any(normal_name(one.name) == BASE for one in named)
    if match and is_missing and any(name.startswith("datadog_checks.base") for name in imported):
        place = source.position(match.start())
        yield finding(file=PROJECT, line=place.line, column=place.column, value=BASE, message=_NO_BASE)


def declared_packages(bundle: Bundle) -> frozenset[str]:
    """The normalised names of all dependencies that the project files of a folder list."""
    listed = [path for path in bundle.files if _LISTS.fullmatch(path)]
    lines = [*_project_dependencies(bundle), *(line for path in listed for line in _listed(text_of(bundle, path)))]
    if _SETUP in bundle.files:
        lines += _arguments_of_setup(bundle.parse(_SETUP, read_module))
    requirements = (requirement_of(line.removesuffix("\\").strip()) for line in lines)
    return frozenset(normal_name(one.name) for one in requirements if one)


def _arguments_of_setup(module: Module) -> list[str]:
    """The dependencies that a call in setup.py passes as plain texts."""
    keywords = (keyword for call in module.calls() for keyword in call.keywords)
    values = [keyword.value for keyword in keywords if keyword.arg in ("install_requires", "extras_require")]
    lists = (node for value in values for node in ast.walk(value) if isinstance(node, ast.List))
    return [text for items in lists for text in map(literal, items.elts) if text]


def _project_dependencies(bundle: Bundle) -> list[str]:
    """The dependencies in pyproject.toml, also of its extras; none if it can't be parsed."""
    project = members(value_at(parsed_project(bundle)[0], "/project"))
    extras = project.get("optional-dependencies", {})
    groups = (
        [group for name, group in extras.items() if not _IN_DEV_GROUP.match(name)] if isinstance(extras, dict) else []
    )
    lists = [project.get("dependencies", []), *groups]
    return [line for group in lists if isinstance(group, list) for line in group if isinstance(line, str)]


def _listed(source: SourceText) -> list[str]:
    lines = (line.partition(" #")[0].strip().removeprefix("-e ") for line in source.lines)
    return [line for line in lines if line and (not line.startswith(("#", "-")) or _OTHER_INDEX.match(line))]


def _problem(path: str, source: SourceText, line: str) -> Iterator[RawFinding]:
    is_direct = DIRECT.search(line) is not None or _OTHER_INDEX.match(line) is not None
    requirement = None if is_direct else requirement_of(line.removesuffix("\\").strip())
    is_base = requirement is not None and normal_name(requirement.name) == BASE
    is_pinned = requirement is not None and _ONE_VERSION.fullmatch(str(requirement.specifier)) is not None
    if is_direct or (requirement is not None and not is_base and not is_pinned):
        place = source.position(max(source.text.find(line), 0))
        message = _FROM_ADDRESS if is_direct else ""
        yield finding(file=path, line=place.line, column=place.column, value=line, message=message)
