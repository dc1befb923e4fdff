"""The checks of an uploaded Python wheel (subject WH); nothing in one is ever run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tilekit.bundle import Bundle
from tilekit.checks.assets import Registrar
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Scope, Severity, Spot, finding
from tilekit.checks.registry import check
from tilekit.core.kind import has_agent_check
from tilekit.core.messages import N_, Message
from tilekit.media import wheel
from tilekit.media.wheel import WheelFacts, WheelName, normal_name, parse_name
from tilekit.sections.configuration import Configuration
from tilekit.sections.overview import Overview
from tilekit.sections.release_notes import ReleaseNotes

READS = ("configuration", "overview", "release_notes")
FIELD = "configuration.wheel"
_COMPILED = (".so", ".pyd", ".dll", ".exe", ".pyc", ".dylib")
_LISTING_FILES = ("manifest.json", "metadata.csv", "CHANGELOG.md", "assets/", "images/", "tests/")
_NAMESPACE = "datadog_checks/__init__.py"
_DIRECT = re.compile(r"\s@\s|^\s*(?:git|hg|svn|https?|file)[+:]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """The uploaded file; name is None where the file is not called like a wheel. check is the ID with underscores."""

    file: str
    name: WheelName | None
    facts: WheelFacts
    check: str

    @property
    def package(self) -> str:
        return f"datadog-{self.check.replace('_', '-')}"

    @property
    def version(self) -> str:
        return (self.facts.metadata or {}).get("Version", "")

    def spot(self, value: object = "", **rest: object) -> Spot:
        """At the file; it has no lines."""
        return finding(path=FIELD, file=self.file, value=value, **rest)  # type: ignore[arg-type]


def wheels(bundle: Bundle) -> Iterator[Wheel]:
    """The wheel of an Agent-based listing, where there is one."""
    file = bundle.file_of(bundle.section(Configuration).wheel)
    if file:
        yield Wheel(
            file=file,
            name=parse_name(file),
            facts=bundle.parse(file, wheel.inspect),
            check=bundle.section(Overview).integration_id.replace("-", "_"),
        )


rule = Registrar(wheels, READS)


@rule(
    "WH-001", Severity.BLOCKER, N_("The file name is not a wheel name. Build it again with ddev release build {check}.")
)
def has_name(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """The name has the parts of a wheel's name."""
    if found.name is None:
        yield found.spot(found.file, check=found.check)


@rule("WH-002", Severity.BLOCKER, N_("The wheel cannot be read safely: {reason}."), security=True, parses=True)
def is_safe(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """A ZIP within limits, whose entries stay inside."""
    if found.facts.fault:
        yield found.spot(found.facts.fault_entry, reason=Message(found.facts.fault))


@rule("WH-003", Severity.BLOCKER, N_("The package must be called {package}, for Python 3 and any platform."))
def has_package(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """The distribution is that of the listing; platform any, Python 3."""
    name = found.name
    if name is None or not found.check:
        return
    is_own = normal_name(name.distribution) == normal_name(found.package)
    if not is_own or name.platform != "any" or "py3" not in name.python:
        yield found.spot(found.file, package=found.package)


@rule("WH-004", Severity.BLOCKER, N_("The wheel has no {name}."))
def has_metadata(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """One .dist-info folder that fits the file name, with METADATA, WHEEL and RECORD."""
    facts = found.facts
    if facts.fault:
        return
    if not facts.dist_info:
        yield found.spot(".dist-info", name=".dist-info")
        return
    for name in ("METADATA", "WHEEL", "RECORD"):
        if f"{facts.dist_info}/{name}" not in facts.names:
            yield found.spot(name, name=name)
    wanted = f"{found.name.distribution}-{found.name.version}" if found.name else ""
    if wanted and normal_name(facts.dist_info.removesuffix(".dist-info")) != normal_name(wanted):
        message = N_("The folder {value} does not fit the file name.")
        yield found.spot(facts.dist_info, message=message)


@rule("WH-007", Severity.BLOCKER, N_("METADATA says {value}; it must be {package}."))
def has_own_metadata(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """The name in METADATA is that of the listing."""
    metadata = found.facts.metadata
    if metadata is None:
        return
    if "Metadata-Version" not in metadata:
        yield found.spot(message=N_("METADATA has no Metadata-Version."))
    if found.check and normal_name(metadata.get("Name", "")) != normal_name(found.package):
        yield found.spot(metadata.get("Name", ""), package=found.package)


@rule("WH-008", Severity.BLOCKER, N_("The versions differ: {value} in METADATA, {other} in {place}."))
def has_one_version(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """METADATA, file name and __about__.py have one version."""
    if found.facts.metadata is None:
        return
    named = found.name.version if found.name else ""
    for place, other in ((N_("the file name"), named), ("__about__.py", found.facts.about_version)):
        if other and other != found.version:
            yield found.spot(found.version, other=other, place=Message(place))


@rule("WH-009", Severity.BLOCKER, N_("The wheel is {value}, the newest release note is {note}. Make them the same."))
def fits_notes(found: Wheel, bundle: Bundle) -> Iterator[Spot]:
    """The version is that of the newest release note."""
    entries = bundle.section(ReleaseNotes).entries
    if found.version and entries and entries[0].version and entries[0].version != found.version:
        yield found.spot(found.version, note=entries[0].version)


@check(
    code="WH-010",
    severity=Severity.BLOCKER,
    message=N_("{value} was already published. Raise the version."),
    reads=READS,
    needs=(Need.PUBLISHED,),
)
def is_new(bundle: Bundle, context: Context) -> Iterator[Spot]:
    """A new wheel has a higher version than the published one."""
    before = list(wheels(context.published)) if context.published else []
    for found in wheels(bundle) if before else ():
        is_same = bundle.files.digest(found.file) == context.published.files.digest(before[0].file)  # type: ignore[union-attr]  # published gave before
        if not is_same and found.version and _parts(found.version) <= _parts(before[0].version):
            yield found.spot(found.version)


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


@rule("WH-012", Severity.WARNING, N_("Depend on datadog-checks-base."))
def has_base(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """The package depends on the base package."""
    if found.facts.metadata is not None and not any(
        normal_name(requirement).startswith("datadog-checks-base") for requirement in _requirements(found)
    ):
        yield found.spot()


def _requirements(found: Wheel) -> list[str]:
    text = (found.facts.metadata or {}).get("Requires-Dist", "")
    return [line for line in text.split("\n") if line.strip()]


@rule("WH-015", Severity.BLOCKER, N_("{value} comes from an address."), security=True)
def has_indexed_dependencies(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """No dependency by URL, path or version control."""
    for requirement in _requirements(found):
        if _DIRECT.search(requirement):
            yield found.spot(requirement)


@rule("WH-020", Severity.BLOCKER, N_("__about__.py is missing or has no version."))
def has_about(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """The package says its version as a plain text."""
    if not found.facts.fault and not found.facts.about_version:
        yield found.spot()


@rule(
    "WH-022",
    Severity.BLOCKER,
    N_("Remove datadog_checks/__init__.py from the wheel, or keep only the namespace line."),
)
def shares_namespace(found: Wheel, bundle: Bundle) -> Iterator[Spot]:
    """The namespace package holds nothing but its one line."""
    for name, text in wheel.read_texts(bundle.files[found.file], [_NAMESPACE]):
        lines = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
        if lines and not (len(lines) == 1 and "pkgutil" in lines[0] and "extend_path" in lines[0]):
            yield found.spot(name)


@rule("WH-023", Severity.BLOCKER, N_("The wheel has no example configuration."))
def has_example(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """conf.yaml.example lies where the Agent looks."""
    wanted = f"datadog_checks/{found.check}/data/conf.yaml.example"
    if not found.facts.fault and found.check and wanted not in found.facts.names:
        yield found.spot(wanted)


@rule("WH-024", Severity.WARNING, N_("{value} belongs to the listing, not the wheel."))
def holds_no_listing(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """No file of the listing lies in the wheel."""
    for name in found.facts.names:
        if name in _LISTING_FILES or name.startswith(_LISTING_FILES[3:]):
            yield found.spot(name)


@rule(
    "WH-025",
    Severity.BLOCKER,
    N_("{value} would be installed outside your package."),
    security=True,
    folded=N_("{n} files would be installed outside your package."),
)
def stays_inside(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """Everything lies in the package of the check or in the metadata folder."""
    inside = (f"datadog_checks/{found.check}/", f"{found.facts.dist_info}/")
    for name in found.facts.names:
        is_listing = name in _LISTING_FILES or name.startswith(_LISTING_FILES[3:])
        if found.check and name != _NAMESPACE and not is_listing and not name.startswith(inside):
            yield found.spot(name)


@rule("WH-026", Severity.BLOCKER, N_("{value} is compiled. The wheel must be pure Python."), security=True)
def is_pure(found: Wheel, _: Bundle) -> Iterator[Spot]:
    """No compiled code."""
    for name in found.facts.names:
        if name.lower().endswith(_COMPILED):
            yield found.spot(name)


@rule("WH-028", Severity.BLOCKER, N_("{value} line {at}: {reason}."))
def is_python(found: Wheel, bundle: Bundle) -> Iterator[Spot]:
    """Every module parses as Python 3."""
    import ast  # noqa: PLC0415 slow import

    modules = [name for name in found.facts.names if name.endswith(".py")]
    for name, text in wheel.read_texts(bundle.files[found.file], modules):
        try:
            ast.parse(text, filename=name)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
            yield found.spot(name, at=getattr(fault, "lineno", 1) or 1, reason=getattr(fault, "msg", str(fault)))


@check(
    code="WH-029",
    severity=Severity.BLOCKER,
    scope=Scope.SUBMISSION,
    message=N_("Upload the wheel of your check, or name the pull request that holds its code."),
    reads=READS,
)
def has_code(bundle: Bundle, context: Context) -> Iterator[Spot]:  # noqa: ARG001 the shape of a check
    """An Agent-based listing has a wheel or a pull request; other kinds have no wheel."""
    configuration = bundle.section(Configuration)
    if has_agent_check(bundle.kind):
        if configuration.wheel is None and not configuration.pull_request_url:
            yield finding(path="configuration.pull_request_url")
    elif configuration.wheel is not None:
        yield finding(path=FIELD, message=N_("Only an Agent-based listing has a wheel. Remove it."))
