"""WH-007 to WH-009, WH-011, WH-018 and WH-019: the METADATA of the package."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity, Stage
from tilekit.checks.registry import check
from tilekit.checks.release_notes.fixes import add_entry, notes_fix, version_text
from tilekit.checks.release_notes.notes import notes_of, published_versions
from tilekit.checks.wheels.uploaded_wheel import Wheel, wheel_check, wheels
from tilekit.core.messages import N_, Message
from tilekit.core.versions import version_numbers
from tilekit.parse.package_list import normal_name
from tilekit.sections.release_notes import ReleaseNotes

AGENT_PYTHONS = ("3.11", "3.12", "3.13")
_LICENCE_FILE = re.compile(r"(?:^|/)(?:LICEN[CS]E|COPYING)[^/]*$", re.IGNORECASE)
COPYLEFT = re.compile(
    r"\b(?:[AL]?GPL|EUPL|OSL|SSPL|CPAL|CC-BY-SA|Sleepycat|GNU (?:Affero|Lesser|General|Library))", re.IGNORECASE
)
_NO_HEADER = N_("METADATA has no {header}. Build the wheel again.")


@wheel_check(
    "WH-007",
    Severity.BLOCKER,
    N_("The package name in METADATA is {value}. It must be {package}."),
    name=N_("Wrong package name in METADATA"),
    applies_to="METADATA",
    expected=N_("Has a Metadata-Version, and Name is datadog-{id}, ignoring case and differences between ., - and _"),
    bad="Name: acme",
    good="Name: datadog-acme-queue",
)
def has_own_metadata(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    metadata = wheel.facts.metadata
    if metadata is None:
        return
    if "Metadata-Version" not in metadata:
        yield wheel.at_metadata(message=_NO_HEADER, header="Metadata-Version")
    if not metadata.get("Name"):
        yield wheel.at_metadata(message=_NO_HEADER, header="Name")
    elif wheel.check and normal_name(metadata["Name"]) != normal_name(wheel.package):
        yield wheel.at_metadata(metadata["Name"], package=wheel.package)


@wheel_check(
    "WH-008",
    Severity.BLOCKER,
    N_("The version is {value} in METADATA but {other} in {place}. Use the same version."),
    name=N_("Different versions in the wheel"),
    applies_to="METADATA",
    expected=N_("The version is valid and the same as in the file name and in __about__.py"),
    bad='Version: 1.0.0 next to __version__ = "1.0.1"',
    good='Version: 1.0.1 next to __version__ = "1.0.1"',
)
def has_one_version(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    """METADATA, file name and __about__.py have the same version."""
    if wheel.facts.metadata is None:
        return
    if not wheel.version:
        yield wheel.at_metadata(message=_NO_HEADER, header="Version")
        return
    named = wheel.name.version if wheel.name else ""
    for place, other in ((N_("the file name"), named), ("__about__.py", wheel.facts.about_version)):
        if other and other != wheel.version:
            yield wheel.at_metadata(wheel.version, other=other, place=Message(place))


@check(
    code="WH-009",
    name=N_("Wheel version differs from the release notes"),
    severity=Severity.BLOCKER,
    message=N_("The wheel has version {value}, but the newest release note is for {note}. Use the same version."),
    optional_needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    applies_to="METADATA",
    expected=N_("The version is the same as in the newest release note"),
    bad="wheel 1.1.0, newest release note 1.0.0",
    good="wheel 1.1.0, newest release note 1.1.0",
)
def fits_notes(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The wheel has the version of the newest release note. The fix adds a note for an unpublished version."""
    newest = bundle.section(ReleaseNotes).newest
    for wheel in wheels(bundle):
        if wheel.version and newest and newest.version and newest.version != wheel.version:
            fix = _fix_adding_note(bundle, context, wheel.version)
            yield wheel.at_metadata(wheel.version, note=newest.version, fix=fix)


def _fix_adding_note(bundle: Bundle, context: Context, version: str) -> Fix | None:
    notes, number, today = notes_of(bundle, context), version_numbers(version), context.today
    last = version_numbers(notes.newest.version) if notes and notes.newest else None
    is_released = context.lacks(Need.PUBLISHED) or version in published_versions(context)
    if notes is None or number is None or last is None or number < last or today is None or is_released:
        return None
    lines = ["A new version of the check"]
    return notes_fix(
        notes,
        lambda changelog: add_entry(changelog, version_text(number), today, changes={"Added": lines}),
        N_("Add a release note for {version}"),
        version=version,
    )


@wheel_check(
    "WH-011",
    Severity.ADVICE,
    N_("METADATA has no Requires-Python. Add the Python versions that your check supports."),
    name=N_("No suitable Python version in METADATA"),
    applies_to="METADATA",
    expected=N_("Requires-Python allows the Agent's Python versions (3.11, 3.12 and 3.13)"),
    bad="no Requires-Python",
    good="Requires-Python: >=3.11",
)
def names_pythons(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    if wheel.facts.metadata is None:
        return
    requires_python = " ".join(wheel.header("Requires-Python"))
    if not requires_python:
        yield wheel.at_metadata()
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # slow import

    try:
        refused = [python for python in AGENT_PYTHONS if f"{python}.0" not in SpecifierSet(requires_python)]
    except InvalidSpecifier:
        yield wheel.at_metadata(
            requires_python, message=N_("The value of Requires-Python, {value}, is not valid. Correct it.")
        )
        return
    if refused:
        message = N_("Requires-Python “{value}” excludes Python {refused}, which the Agent uses. Widen the range.")
        yield wheel.at_metadata(requires_python, message=message, refused=tuple(refused))


@wheel_check(
    "WH-018",
    Severity.ADVICE,
    N_("pyproject.toml has no {value}. Add this key."),
    name=N_("Incomplete package metadata"),
    applies_to="METADATA",
    expected=N_("Has Summary, Author or Author-email, and License, and the wheel contains the licence file"),
    bad="no Summary, no License",
    good="Summary, Author-email, License-Expression and a LICENSE file",
)
def has_package_metadata(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    if wheel.facts.metadata is None:
        return
    headers_by_key = {
        "description": ("Summary",),
        "authors": ("Author", "Author-email"),
        "license": ("License", "License-Expression", "License-File"),
    }
    for key, headers in headers_by_key.items():
        if not any(wheel.header(name) for name in headers):
            yield wheel.at_metadata(key)
    if not any(_LICENCE_FILE.search(name) for name in wheel.facts.names):
        yield wheel.finding("license-files")


@wheel_check(
    "WH-019",
    Severity.WARNING,
    N_("The package has the licence “{value}”. Ask your legal team whether you can use this licence."),
    name=N_("Licence with conditions for customers"),
    stage=Stage.DEEP,
    applies_to="METADATA",
    expected=N_("The licence is not a known copyleft licence"),
    bad="License-Expression: AGPL-3.0-only",
    good="License-Expression: BSD-3-Clause",
)
def allows_distribution(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    """The licence doesn't require customers to publish software that they run with it. Only METADATA is checked."""
    classifiers = [line for line in wheel.header("Classifier") if line.startswith("License")]
    for licence in (*wheel.header("License-Expression"), *wheel.header("License")[:1], *classifiers):
        if COPYLEFT.search(licence):
            yield wheel.at_metadata(licence.strip()[:80])
            return
