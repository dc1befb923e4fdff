"""AC-034: the files and names that a package of an Agent check needs to be built."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec.structs import replace

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.agent.project_values import LEFT_OUT, unknown_values
from tilekit.checks.agent.source import AGENT_PACKAGE
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.parsed_files import text_of
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import text, value_at
from tilekit.parse.python_modules import Module, names_in, read_module
from tilekit.parse.text import SourceText

PROJECT = "pyproject.toml"
_BROKEN = N_("pyproject.toml can't be read ({reason}). Correct it.")
_NO_VERSION_FILE = N_("pyproject.toml reads the version from {value}, which does not exist. Correct the path.")
_NO_VERSION = N_('__about__.py does not set __version__ to a string. Add the line __version__ = "…".')
_NO_NAME = N_("{module} does not define {value}, so the package can't be imported. Correct the name.")
_VERSION_FILE = "/tool/hatch/version/path"
_LINE = re.compile(r"line (\d+)")


@check(
    code="AC-034",
    name=N_("Package that can't be built"),
    severity=Severity.WARNING,
    message=N_("The package has no {value}, so it can't be built or imported. Add this file."),
    applies_to="pyproject.toml, datadog_checks/*",
    expected=N_(
        "pyproject.toml can be read and names only folders, licences and build backends that exist, and the package "
        "has an __init__.py, the file with its version and all names that its modules import from each other"
    ),
    bad="datadog_checks/acme_queue without __init__.py",
    good="datadog_checks/acme_queue/__init__.py",
)
def contains_files_to_be_built(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The folder of the code is a package, and the project file that describes it can be read."""
    modules = [path for path in bundle.files if path.startswith(AGENT_PACKAGE) and path.endswith(".py")]
    project = text_of(bundle, PROJECT) if PROJECT in bundle.files else None
    document, reason = parsed_project(bundle)
    if reason:
        line = _LINE.search(reason)
        yield finding(file=PROJECT, line=int(line[1]) if line else 1, column=1, message=_BROKEN, reason=reason)
    yield from _unknown_values(bundle, project, document) if project else ()
    yield from _unknown_names(bundle, modules)
    version_file = text(value_at(document, _VERSION_FILE))
    missing = set(_missing_files(bundle, modules, version_file))
    for path in sorted(missing):
        yield finding(file=path, value=path)
    if project and version_file and version_file not in (*bundle.files, *missing):
        place = project.position(max(project.text.find(version_file), 0))
        yield finding(file=PROJECT, line=place.line, column=place.column, value=version_file, message=_NO_VERSION_FILE)


def _unknown_values(bundle: Bundle, project: SourceText, document: Json) -> Iterator[RawFinding]:
    for value, message, expected in unknown_values(bundle, document):
        written = "packages" if message is LEFT_OUT else value
        place = project.position(max(project.text.find(written), 0))
        raw_finding = finding(file=PROJECT, value=value, message=message, expected=expected)
        yield replace(raw_finding, line=place.line, column=place.column)


def _missing_files(bundle: Bundle, modules: list[str], version_file: str) -> Iterator[str]:
    """The file that makes each folder a package, and the one with its version if the project or the code reads it."""
    for package in {"/".join(path.split("/")[:2]) for path in modules if path.count("/") > 1}:
        start, about = f"{package}/__init__.py", f"{package}/__about__.py"
        if start not in bundle.files:
            yield start
        is_read = start in bundle.files and "__about__" in text_of(bundle, start).text
        if about not in bundle.files and (is_read or version_file == about):
            yield about


def _unknown_names(bundle: Bundle, modules: list[str]) -> Iterator[RawFinding]:
    """Names that a module of the package imports from another that lacks them. AC-001 reports one without a class."""
    for path in modules:
        for node in bundle.parse(path, read_module).nodes:
            if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
                target = f"{PurePosixPath(path).parent}/{node.module.replace('.', '/')}.py"
                for name in _missing_from(bundle, target, node) if target in modules else ():
                    yield _unknown_name(bundle, (path, node.lineno), target=target, name=name)


def _missing_from(bundle: Bundle, target: str, imports: ast.ImportFrom) -> list[str]:
    module = bundle.parse(target, read_module)
    names = [alias.name for alias in imports.names]
    defined = _defined_in(module) if any(module.classes()) or "__version__" in names else None
    return [name for name in names if defined is not None and name not in defined]


def _defined_in(module: Module) -> set[str] | None:
    """All names that a module defines anywhere; None if that is unknown."""
    names = {"*", *names_in(module)}
    for node in module.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    has_all = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in module.nodes)
    return None if module.fault or has_all or "__getattr__" in names else names


def _unknown_name(bundle: Bundle, place: tuple[str, int], *, target: str, name: str) -> RawFinding:
    """The finding in the module that lacks the version, otherwise at the import."""
    if name == "__version__" and target.endswith("/__about__.py"):
        body = bundle.parse(target, read_module).body
        line = next((node.lineno for node in body if isinstance(node, ast.Assign)), 1)
        return finding(file=target, line=line, column=1, value=name, message=_NO_VERSION)
    path, line = place
    return finding(file=path, line=line, column=1, value=name, message=_NO_NAME, module=PurePosixPath(target).name)


@once_per_bundle
def parsed_project(bundle: Bundle) -> tuple[Json, str]:
    """The content of pyproject.toml and "", or {} and the reason why it can't be read; ({}, "") without the file."""
    if PROJECT not in bundle.files:
        return {}, ""
    import tomllib  # slow import

    try:
        return tomllib.loads(text_of(bundle, PROJECT).text), ""
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        return {}, str(fault) or "too deep"
