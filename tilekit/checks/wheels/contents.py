"""WH-020 to WH-028: the files in the wheel."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.parsed_files import paths
from tilekit.checks.registry import check
from tilekit.checks.wheels.uploaded_wheel import Wheel, read_modules, wheel_check, wheels
from tilekit.core.messages import N_
from tilekit.media import wheel
from tilekit.parse.python_modules import names_in, read_module

_COMPILED = (".so", ".pyd", ".dll", ".exe", ".pyc", ".dylib")
_LISTING_FILES = ("manifest.json", "metadata.csv", "CHANGELOG.md", "assets/", "images/", "tests/")
_BESIDE_CODE = ("/README.md", "/manifest.json", "/metadata.csv", "/CHANGELOG.md")
_ABOUT = re.compile(r"datadog_checks/[^/]+/__about__\.py")
_NO_ABOUT = N_('__about__.py is missing. Add the file with the line __version__ = "…".')
_NAMESPACE = "datadog_checks/__init__.py"
_SECTION, _ENTRY = re.compile(r"\s*\[([^\]]*)\]"), re.compile(r"\s*([^=\s#;\[][^=]*?)\s*=")


@wheel_check(
    "WH-020",
    Severity.BLOCKER,
    N_('__about__.py does not set __version__ to a string. Add the line __version__ = "…".'),
    name=N_("No __version__ in __about__.py"),
    applies_to=N_("wheel entries"),
    expected=N_("datadog_checks/{id with _}/__about__.py sets __version__ to a string"),
    bad="__version__ = read_version()",
    good='__version__ = "1.0.0"',
)
def has_about(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    """The package defines its version as a plain string."""
    if not wheel.facts.fault and not wheel.facts.about_version:
        has_file = any(map(_ABOUT.fullmatch, wheel.facts.names))
        yield wheel.finding(message="" if has_file else _NO_ABOUT)


@wheel_check(
    "WH-022",
    Severity.BLOCKER,
    N_(
        "datadog_checks/__init__.py must contain only the namespace line. Remove the rest, or remove the file from "
        "the wheel."
    ),
    name=N_("Code in the namespace package"),
    applies_to=N_("wheel entries"),
    expected=N_(
        "datadog_checks/__init__.py is missing, or declares a pkgutil namespace so that the base package is not hidden"
    ),
    bad="import os in datadog_checks/__init__.py",
    good="only the pkgutil line, or no such file",
)
def shares_namespace(wheel_file: Wheel, bundle: Bundle) -> Iterator[RawFinding]:
    """The namespace package contains only its one line."""
    for name, text in wheel.read_texts(bundle.files[wheel_file.file], [_NAMESPACE]):
        lines = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
        if lines and not (len(lines) == 1 and "pkgutil" in lines[0] and "extend_path" in lines[0]):
            yield wheel_file.finding(name)


@wheel_check(
    "WH-023",
    Severity.BLOCKER,
    N_("The wheel contains no conf.yaml.example. Add an example configuration."),
    name=N_("No example configuration in the wheel"),
    applies_to=N_("wheel entries"),
    expected=N_("datadog_checks/{id with _}/data/conf.yaml.example exists"),
    bad="no conf.yaml.example",
    good="datadog_checks/acme_queue/data/conf.yaml.example",
)
def has_example(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    expected = f"datadog_checks/{wheel.check}/data/conf.yaml.example"
    if not wheel.facts.fault and wheel.check and expected not in wheel.facts.names:
        yield wheel.finding(expected)


@wheel_check(
    "WH-024",
    Severity.WARNING,
    N_("{value} belongs in the listing, not in the wheel. Remove it from the wheel."),
    name=N_("File of the listing in the wheel"),
    applies_to=N_("wheel entries"),
    expected=N_(
        "No files that belong in the listing: manifest.json, metadata.csv, README.md, CHANGELOG.md, assets/, "
        "images/, tests/"
    ),
    bad="manifest.json in the wheel",
    good="only the package and its .dist-info",
)
def holds_no_listing(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    for name in wheel.facts.names:
        if name in _LISTING_FILES or name.startswith(_LISTING_FILES[3:]) or name.endswith(_BESIDE_CODE):
            yield wheel.finding(name)


@wheel_check(
    "WH-025",
    Severity.BLOCKER,
    N_("{name} would be installed outside your package. Move it into the package."),
    name=N_("File outside the package"),
    is_security=True,
    folded=N_("{n} files would be installed outside your package. Move them into the package."),
    applies_to=N_("wheel entries"),
    expected=N_(
        "Only datadog_checks/{id with _}/ and the .dist-info folder, and no other package, .pth file or .data/scripts"
    ),
    bad="acme.pth next to the package",
    good="datadog_checks/acme_queue/check.py",
)
def stays_inside(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    inside = (f"datadog_checks/{wheel.check}/", f"{wheel.facts.dist_info}/")
    for name in wheel.facts.names:
        is_listing = name in _LISTING_FILES or name.startswith(_LISTING_FILES[3:])
        if wheel.check and name != _NAMESPACE and not is_listing and not name.startswith(inside):
            yield wheel.finding(entry=name, name=name)


@wheel_check(
    "WH-026",
    Severity.BLOCKER,
    N_("{value} is compiled code. The wheel must contain only Python code."),
    name=N_("Compiled code in the wheel"),
    is_security=True,
    applies_to=N_("wheel entries"),
    expected=N_("No compiled code: .so, .pyd, .dll, .exe, .pyc"),
    bad="fast.so",
    good="fast.py",
)
def is_pure(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    for name in wheel.facts.names:
        if name.lower().endswith(_COMPILED):
            yield wheel.finding(name)


@wheel_check(
    "WH-021",
    Severity.WARNING,
    N_("__init__.py must export your check class and __version__."),
    name=N_("Check class or version not exported"),
    applies_to=N_("wheel entries"),
    expected=N_("datadog_checks/{id with _}/__init__.py exports the check class and __version__"),
    bad="an empty __init__.py",
    good="from .__about__ import __version__ and from .check import AcmeCheck",
)
def exports_check(wheel: Wheel, bundle: Bundle) -> Iterator[RawFinding]:
    """The package exports its version and a class. Another check reports a package that can't be parsed."""
    name = f"datadog_checks/{wheel.check}/__init__.py"
    modules = bundle.parse(wheel.file, read_modules) if wheel.check else {}
    if name in modules and modules[name].fault is None:
        names = names_in(modules[name])
        if "__version__" not in names or not any(symbol[:1].isupper() for symbol in names):
            yield wheel.finding(name, entry=name, line=1, column=1)


@wheel_check(
    "WH-027",
    Severity.WARNING,
    N_("The wheel adds a command or plug-in: {value}. Remove the entry point."),
    name=N_("Entry point in the wheel"),
    applies_to="entry_points",
    expected=N_("No console scripts, and no plug-ins for other packages"),
    bad="[console_scripts] acme = acme:main",
    good="no entry_points.txt",
)
def adds_no_command(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    """There are no entry points. Each one is a separate finding."""
    section = ""
    for at, line in enumerate(wheel.facts.entry_points.split("\n"), start=1):
        if match := _SECTION.match(line):
            section = match.group(1).strip()
        elif match := _ENTRY.match(line):
            entry = f"{wheel.facts.dist_info}/entry_points.txt"
            yield wheel.finding(f"{section}: {match.group(1)}"[:120], entry=entry, line=at, column=1)


@check(
    code="WH-028",
    name=N_("Syntax error in a Python module"),
    severity=Severity.BLOCKER,
    message=N_("{value} has an error on line {line}: {reason}. Correct it."),
    applies_to="*.py",
    expected=N_("Compiles as Python 3 (parsed only, never run)"),
    bad="def check(self:",
    good="def check(self, _):",
)
def is_python(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    for wheel_file in wheels(bundle):
        for name, module in bundle.parse(wheel_file.file, read_modules).items():
            if module.fault:
                line, reason = module.fault
                yield wheel_file.finding(name, entry=name, line=line, column=1, reason=reason)
    for folder, severity in (("datadog_checks/", None), ("tests/", Severity.WARNING)):
        for path in paths(bundle, (".py",), folder):
            if fault := bundle.parse(path, read_module).fault:
                line, reason = fault
                yield finding(file=path, line=line, column=1, value=path, reason=reason, severity=severity)
