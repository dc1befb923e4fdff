"""WH-012 to WH-017: the dependencies of the package."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import RawFinding, Severity, Stage
from tilekit.checks.registry import check
from tilekit.checks.wheels.uploaded_wheel import Wheel, wheel_check, wheels
from tilekit.core.messages import N_
from tilekit.parse.package_list import normal_name, requirement_of

if TYPE_CHECKING:
    from packaging.requirements import Requirement

BASE = "datadog-checks-base"
DIRECT = re.compile(r"\s@\s|^\s*(?:git|hg|svn|https?|file)[+:]")
_IN_DEPS = re.compile(r"""\bextra\s*==\s*['"]deps['"]""")
_DISTRIBUTION_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def _package_name(line: str) -> str:
    match = _DISTRIBUTION_NAME.match(line)
    return normal_name(match.group(1)) if match else ""


def _other_requirements(wheel: Wheel) -> Iterator[tuple[str, "Requirement"]]:
    """(line, requirement) of the requirements from an index, without the base package."""
    for line in wheel.header("Requires-Dist"):
        requirement = requirement_of(line) if _package_name(line) != BASE and not DIRECT.search(line) else None
        if requirement is not None:
            yield line, requirement


@wheel_check(
    "WH-012",
    Severity.WARNING,
    N_("The package does not depend on datadog-checks-base. Add it to the dependencies."),
    name=N_("No dependency on datadog-checks-base"),
    applies_to="METADATA",
    expected=N_("Requires-Dist contains datadog-checks-base"),
    bad="no Requires-Dist: datadog-checks-base",
    good="Requires-Dist: datadog-checks-base>=37.0.0",
)
def has_base(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    lines = wheel.header("Requires-Dist")
    if wheel.facts.metadata is not None and not any(_package_name(line) == BASE for line in lines):
        yield wheel.at_metadata()


@wheel_check(
    "WH-013",
    Severity.WARNING,
    N_("“{value}” must have only a lower bound ({base}>= and a version). Other bounds can prevent installation."),
    name=N_("Wrong bound for datadog-checks-base"),
    applies_to="METADATA",
    expected=N_("datadog-checks-base has one lower bound (>=) and no other bound"),
    bad="datadog-checks-base==37.0.0",
    good="datadog-checks-base>=37.0.0",
)
def has_lower_bound(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    for line in wheel.header("Requires-Dist"):
        requirement = requirement_of(line) if _package_name(line) == BASE else None
        if requirement is not None and [specifier.operator for specifier in requirement.specifier] != [">="]:
            yield wheel.at_metadata(line, base=BASE)


@wheel_check(
    "WH-014",
    Severity.WARNING,
    N_("The dependency {value} is not pinned. Pin it with ==."),
    name=N_("Dependency not pinned or missing from the extra deps"),
    applies_to="METADATA",
    expected=N_("Other dependencies are pinned with == and only in an extra called deps"),
    bad="simplejson>=3; extra == 'deps'",
    good="simplejson==3.19.1; extra == 'deps'",
)
def has_pins(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    """Other dependencies are pinned and in the extra called deps. WH-015 reports dependencies from a URL."""
    for line, requirement in _other_requirements(wheel):
        if [specifier.operator for specifier in requirement.specifier] != ["=="]:
            yield wheel.at_metadata(line)
        elif not _IN_DEPS.search(line):
            yield wheel.at_metadata(line, message=N_("The dependency {value} must be in the extra called deps."))


@wheel_check(
    "WH-015",
    Severity.BLOCKER,
    N_("The dependency {value} is installed from a URL. Use a released version from the package index."),
    name=N_("Dependency from a URL"),
    is_security=True,
    applies_to="METADATA",
    expected=N_("No dependency from a URL, a path or version control"),
    bad="acme @ https://acme.example/acme.tar.gz",
    good="acme==1.2.0; extra == 'deps'",
)
def has_indexed_dependencies(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    for line in wheel.header("Requires-Dist"):
        if DIRECT.search(line):
            yield wheel.at_metadata(line)


@wheel_check(
    "WH-016",
    Severity.WARNING,
    N_("The dependency {value} is listed twice. Remove one."),
    name=N_("Repeated dependency"),
    applies_to="METADATA",
    expected=N_("No duplicate dependencies for the same environment marker"),
    bad="simplejson twice for the same systems",
    good="simplejson once",
)
def has_dependencies_once(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    """No dependency is listed twice for one environment. The second one is reported."""
    seen = set[tuple[str, str]]()
    for line in wheel.header("Requires-Dist"):
        key = _package_name(line), "".join(line.partition(";")[2].split()).replace('"', "'")
        if key in seen:
            yield wheel.at_metadata(key[0])
        seen.add(key)


@check(
    code="WH-017",
    name=N_("Bound that excludes the Agent's version"),
    severity=Severity.WARNING,
    message=N_("The Agent includes {value} {shipped}, which your bound {bound} excludes. Widen the bound."),
    stage=Stage.DEEP,
    needs=(Need.SHIPPED,),
    applies_to="METADATA",
    expected=N_("Dependencies are compatible with the versions that the Agent includes"),
    bad="an upper bound below the version that the Agent includes",
    good="a bound that includes the Agent's version",
)
def fits_agent(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    for wheel in wheels(bundle):
        for _line, requirement in _other_requirements(wheel):
            versions = (context.shipped or {}).get(normal_name(requirement.name), ())
            fits = any(requirement.specifier.contains(version, prereleases=True) for version in versions)
            if versions and not fits:
                bound = str(requirement.specifier)
                yield wheel.at_metadata(requirement.name, shipped=tuple(versions), bound=bound)
