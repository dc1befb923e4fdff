"""WH-001 to WH-006: the file, its name, and the metadata of the wheel format."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity, Stage
from tilekit.checks.wheels.uploaded_wheel import Wheel, wheel_check
from tilekit.core.messages import N_, Message
from tilekit.media import wheel
from tilekit.parse.package_list import normal_name


@wheel_check(
    "WH-001",
    Severity.BLOCKER,
    N_("The file name is not a valid wheel name. Build the wheel again with ddev release build {check}."),
    name=N_("Invalid wheel name"),
    applies_to=N_("file name"),
    expected=N_(
        "As in PEP 427: {dist}-{version}[-{build}]-{python}-{abi}-{platform}.whl, with _ in place of special characters"
    ),
    bad="acme.whl",
    good="datadog_acme_queue-1.0.0-py3-none-any.whl",
)
def has_name(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    if wheel.name is None:
        yield wheel.finding(wheel.file, check=wheel.check)


@wheel_check(
    "WH-002",
    Severity.BLOCKER,
    N_("The wheel cannot be read safely: {reason}. Build the wheel again."),
    name=N_("Unsafe or unreadable wheel"),
    is_security=True,
    parses=True,
    applies_to=N_("file"),
    expected=N_(
        "A valid ZIP of at most 50 MB, with at most 200 MB and 5,000 entries unpacked, and without encryption, "
        'absolute paths, "..", links or duplicate entries'
    ),
    bad="an entry ../../evil.py",
    good="entries inside the package only",
)
def is_safe(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    if wheel.facts.fault:
        yield wheel.finding(wheel.facts.fault_entry, reason=Message(wheel.facts.fault))


@wheel_check(
    "WH-003",
    Severity.BLOCKER,
    N_("The file name must be for the package {package}, Python 3 and any platform."),
    name=N_("Wheel for another package or platform"),
    applies_to=N_("file name"),
    expected=N_("The distribution is datadog_{id}, the platform is any, and the Python tag includes py3"),
    bad="datadog_acme-1.0.0-cp311-cp311-manylinux_x86_64.whl",
    good="datadog_acme_queue-1.0.0-py3-none-any.whl",
)
def has_package(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    name = wheel.name
    if name is None or not wheel.check:
        return
    if not _has_own_name(wheel) or not _runs_anywhere(wheel):
        yield wheel.finding(wheel.file, package=wheel.package)


def _has_own_name(wheel: Wheel) -> bool:
    return wheel.name is not None and normal_name(wheel.name.distribution) == normal_name(wheel.package)


def _runs_anywhere(wheel: Wheel) -> bool:
    return wheel.name is not None and wheel.name.platform == "any" and "py3" in wheel.name.python


@wheel_check(
    "WH-004",
    Severity.BLOCKER,
    N_("The wheel has no {name}. Build the wheel again."),
    name=N_("Missing metadata in the wheel"),
    applies_to=".dist-info",
    expected=N_("One .dist-info folder whose name matches the file name, with METADATA, WHEEL and RECORD"),
    bad="no RECORD in .dist-info",
    good="METADATA, WHEEL and RECORD in .dist-info",
)
def has_metadata(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    """There is one .dist-info folder with METADATA, WHEEL and RECORD, which matches the file name unless WH-003 reports
    that.
    """
    facts = wheel.facts
    if facts.fault:
        return
    if not facts.dist_info:
        yield wheel.finding(".dist-info", name=".dist-info")
        return
    for name in ("METADATA", "WHEEL", "RECORD"):
        if f"{facts.dist_info}/{name}" not in facts.names:
            yield wheel.finding(name, name=name)
    is_known = wheel.name is not None and (_has_own_name(wheel) or not wheel.check)
    expected = f"{wheel.name.distribution}-{wheel.name.version}" if wheel.name and is_known else ""
    if expected and normal_name(facts.dist_info.removesuffix(".dist-info")) != normal_name(expected):
        message = N_("The folder {value} does not match the file name. Build the wheel again.")
        yield wheel.finding(facts.dist_info, message=message)


@wheel_check(
    "WH-005",
    Severity.WARNING,
    N_("The tag in WHEEL is {tags}, but the file name has {named}. Build the wheel again."),
    name=N_("Different tags in WHEEL and the file name"),
    applies_to="WHEEL",
    expected=N_("Wheel-Version is 1.x, Root-Is-Purelib is true, and Tag matches the file name"),
    bad="Tag: py2-none-any in …-py3-none-any.whl",
    good="Tag: py3-none-any in …-py3-none-any.whl",
)
def fits_wheel_file(wheel: Wheel, _: Bundle) -> Iterator[RawFinding]:
    """WHEEL has version 1, is pure Python and has the tags of the file name, unless WH-003 reports those."""
    says = wheel.facts.wheel
    if says is None:
        return
    entry = f"{wheel.facts.dist_info}/WHEEL"
    version, is_pure = says.get("Wheel-Version", "").strip(), says.get("Root-Is-Purelib", "").strip()
    if version.partition(".")[0] != "1":
        yield wheel.finding(
            version,
            entry=entry,
            message=N_("WHEEL has version “{value}”, but the Agent supports only version 1. Build the wheel again."),
        )
    if is_pure.lower() != "true":
        yield wheel.finding(is_pure, entry=entry, message=N_("WHEEL must contain Root-Is-Purelib: true."))
    tags = {tag.strip() for tag in says.get("Tag", "").split("\n") if tag.strip()}
    if wheel.name and _runs_anywhere(wheel) and tags != wheel.name.tags:
        named, message = tuple(sorted(wheel.name.tags)), "" if tags else N_("WHEEL has no tag. Build the wheel again.")
        yield wheel.finding(
            ", ".join(sorted(tags)), entry=entry, message=message, tags=tuple(sorted(tags)), named=named
        )


@wheel_check(
    "WH-006",
    Severity.BLOCKER,
    N_("{name} does not match RECORD. Build the wheel again."),
    name=N_("File does not match RECORD"),
    stage=Stage.DEEP,
    is_security=True,
    folded=N_("{n} files do not match RECORD. Build the wheel again."),
    applies_to="RECORD",
    expected=N_("Lists every file with its correct hash"),
    bad="check.py edited after the build",
    good="a wheel exactly as the build tool created it",
)
def fits_record(wheel_file: Wheel, bundle: Bundle) -> Iterator[RawFinding]:
    if f"{wheel_file.facts.dist_info}/RECORD" in wheel_file.facts.names:
        for entry in wheel.record_mismatches(bundle.files[wheel_file.file], wheel_file.facts.dist_info):
            yield wheel_file.finding(entry=entry, name=entry)
