"""WH-010, WH-029 and WH-030: the wheel compared with earlier uploads."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, Stage, finding
from tilekit.checks.registry import check
from tilekit.checks.wheels.uploaded_wheel import WHEEL_FIELD, Wheel, wheels
from tilekit.core.kind import has_agent_check
from tilekit.core.messages import N_, Message
from tilekit.sections.configuration import Configuration

if TYPE_CHECKING:
    from packaging.version import Version


@check(
    code="WH-010",
    name=N_("Wheel version already published or too low"),
    severity=Severity.BLOCKER,
    message=N_("Version {value} is already published. Use a higher version."),
    needs=(Need.PUBLISHED,),
    applies_to="METADATA",
    expected=N_("The version is higher than in the last published wheel"),
    bad="different content under the published version 1.0.0",
    good="1.0.1",
)
def has_higher_version(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A new wheel has a higher version than the published one. WH-008 reports an invalid version."""
    lower = N_("Version {value} is lower than the published version {published}. Use a higher version.")
    for wheel, published, is_lower in _without_higher_version(bundle, context.published):
        yield wheel.at_metadata(wheel.version, message=lower if is_lower else "", published=published)


def _without_higher_version(bundle: Bundle, published: Bundle | None) -> Iterator[tuple[Wheel, str, bool]]:
    """(wheel, published version, whether its version is lower) of each changed wheel without a higher version."""
    if published is None:
        return
    for before in wheels(published):
        old = _parse_version(before.version)
        for wheel in wheels(bundle):
            new = _parse_version(wheel.version)
            is_same = bundle.files.digest(wheel.file) == published.files.digest(before.file)
            if old and new and not is_same and new <= old:
                yield wheel, before.version, new < old


def _parse_version(text: str) -> "Version | None":
    from packaging.version import InvalidVersion, Version  # slow import

    try:
        return Version(text)
    except InvalidVersion:
        return None


@check(
    code="WH-029",
    name=N_("Agent check code missing, or an unnecessary wheel"),
    severity=Severity.BLOCKER,
    scope=Scope.SUBMISSION,
    fix=FixClass.SUGGESTED,
    message=N_("Upload the wheel with your Agent check, or enter the address of the pull request with its code."),
    applies_to=N_("listing"),
    expected=N_("An Agent-based listing has a wheel or a pull request address, and other listings have no wheel"),
    bad="neither wheel nor pull request",
    good="a wheel, or https://github.com/acme/integrations/pull/42",
)
def has_code(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    configuration = bundle.section(Configuration)
    if has_agent_check(bundle.kind):
        if configuration.wheel is None and not configuration.pull_request_url:
            yield finding(path="configuration.pull_request_url")
    elif configuration.wheel is not None:
        text, file = (
            N_("Only Agent-based integrations can have a wheel. Remove it."),
            bundle.file_of(configuration.wheel),
        )
        # Its field is no longer shown, so without the fix it could be removed only after choosing the method again.
        fix = Fix(title=Message(N_("Remove the file")), removed=(file,)) if file else None
        yield finding(path=WHEEL_FIELD, message=text, fix=fix)


@check(
    code="WH-030",
    name=N_("Changed file of an uploaded wheel version"),
    severity=Severity.BLOCKER,
    message=N_("{value} was already uploaded with different content. Use a higher version."),
    stage=Stage.DEEP,
    needs=(Need.UPLOADED,),
    is_security=True,
    applies_to=N_("file"),
    expected=N_("A version has the same content in every upload"),
    bad="1.0.0, uploaded again with different content",
    good="1.0.1",
)
def keeps_version(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """A version that was uploaded before has the same bytes. WH-010 reports a version that is too low."""
    if any(_without_higher_version(bundle, context.published)):
        return
    for wheel in wheels(bundle):
        version = wheel.name.version if wheel.name else ""
        before = (context.uploaded or {}).get(version)
        if before and before != bundle.files.digest(wheel.file):
            yield wheel.finding(version)
