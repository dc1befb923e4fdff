"""XC-026, XC-027 and XC-031: the code of an Agent check compared with the rest of the listing."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.agent.package_files import PROJECT, parsed_project
from tilekit.checks.agent.sent_names import sent_names
from tilekit.checks.agent.source import source_of
from tilekit.checks.agent.spec_file import is_logs_only
from tilekit.checks.context import Context
from tilekit.checks.cross.readme_claims import with_corrected_readme
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity, Stage, finding
from tilekit.checks.fixes import values_fix
from tilekit.checks.manifest.known_tags import with_tags
from tilekit.checks.manifest.manifest_file import Manifest, manifest_of
from tilekit.checks.manifest.metrics import CHECK, asks_for_metric_check, metric_names
from tilekit.checks.parsed_files import CHANGELOG, MANIFEST, text_of
from tilekit.checks.readme.delivery import needs_no_package
from tilekit.checks.registry import check
from tilekit.checks.service_checks.file import service_check_names
from tilekit.checks.wheels.uploaded_wheel import wheels
from tilekit.core.field import Json
from tilekit.core.kind import has_agent_check
from tilekit.core.messages import N_
from tilekit.core.versions import VERSION_IN_CODE, version_numbers, version_sort_key
from tilekit.parse.json_values import text, value_at
from tilekit.parse.python_modules import dotted
from tilekit.sections.release_notes import ReleaseNotes

_PROJECT_VERSION = re.compile(r"^version\s*=", re.MULTILINE)
_ABOUT_SUFFIX = "/__about__.py"
_CREATES = "/assets/integration/events/creates_events"


@check(
    code="XC-026",
    name=N_("Code version differs from the release notes"),
    severity=Severity.BLOCKER,
    message=N_("The code has version {value}, but the newest release note is for {newest}. Use the same version."),
    applies_to=N_("check code, release notes"),
    expected=N_("The code in the folder has the same version as the newest release note"),
    bad="code 1.1.0, newest release note 1.0.0",
    good="1.1.0 in both",
)
def has_one_version(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Code in the folder has the version of the newest release note; WH-008 and WH-009 check wheels."""
    newest = bundle.section(ReleaseNotes).newest
    if any(wheels(bundle)) or newest is None:
        return
    yield from _fixed_version(bundle, newest.version)
    for path in bundle.files:
        if path.startswith("datadog_checks/") and path.endswith(_ABOUT_SUFFIX):
            source = text_of(bundle, path)
            version = VERSION_IN_CODE.search(source.text)
            if version and version[1] != newest.version:
                place, value = source.position(version.start(1)), version[1]
                if line := _line_of_early_note(bundle, value, newest.version):
                    yield finding(file=CHANGELOG, line=line, column=1, value=value, newest=newest.version)
                else:
                    yield finding(file=path, line=place.line, column=place.column, value=value, newest=newest.version)


def _fixed_version(bundle: Bundle, newest: str) -> Iterator[RawFinding]:
    """A version that pyproject.toml sets itself, and that is not the newest."""
    version = text(value_at(parsed_project(bundle)[0], "/project/version"))
    if version and version != newest and any(path.startswith("datadog_checks/") for path in bundle.files):
        source = text_of(bundle, PROJECT)
        match = _PROJECT_VERSION.search(source.text)
        place = source.position(match.start() if match else 0)
        yield finding(file=PROJECT, line=place.line, column=place.column, value=version, newest=newest)


def _line_of_early_note(bundle: Bundle, version: str, newest: str) -> int:
    """The line of the newest release note if the code is ahead of all other notes, which shows that the heading is
    wrong; 0 if the code is behind.
    """
    others = [note.version for note in bundle.section(ReleaseNotes).entries if note.version != newest]
    keys = [version_sort_key(one) for one in (*others, version, newest)]
    if not others or not version_numbers(version) or not (max(keys[:-2]) < keys[-2] < keys[-1]):
        return 0
    lines = text_of(bundle, CHANGELOG).lines if CHANGELOG in bundle.files else []
    return next((at for at, line in enumerate(lines, 1) if line.startswith("#") and newest in line), 0)


@check(
    code="XC-027",
    name=N_("No metric to confirm that Agent data arrives"),
    severity=Severity.WARNING,
    message=N_("Choose a metric that shows whether data from the Agent is arriving."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("check code, manifest"),
    expected=N_("An Agent-based listing has a metric check, unless it has service checks or only collects logs"),
    bad="an Agent check without a metric to check",
    good='"check": "acme.queue.depth"',
)
def names_metric_to_check(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """An Agent check names a metric to check; the fix may use one from the code.

    Not reported if there are service checks or the Agent only reads logs, because these also show that data arrives,
    or if the README shows that the data comes without a package for the Agent.
    MF-023 covers operating systems, and MF-047 covers the metric of a listing with metrics.
    """
    manifest = manifest_of(bundle)
    names = any(name.strip() for name in manifest.texts(CHECK))
    if not has_agent_check(bundle.kind) or names or service_check_names(bundle):
        return
    if metric_names(bundle) or asks_for_metric_check(bundle, context):
        return
    source = source_of(bundle)
    if is_logs_only(bundle) or (source is None and needs_no_package(bundle)):
        return
    first = next((one.name for one in sent_names(source) if one.kind), "") if source else ""
    fix = manifest.setting(CHECK, first, N_("Use {metric}"), metric=first) if first else None
    yield manifest.finding(CHECK, path="data.metric_check", fix=fix)


@check(
    code="XC-031",
    name=N_("Sent events not declared"),
    severity=Severity.ADVICE,
    message=N_("The code sends events, but “Sends events” is off. Turn it on."),
    stage=Stage.DEEP,
    fix=FixClass.SUGGESTED,
    applies_to=N_("check code, manifest"),
    expected=N_("creates_events is true if the code sends events"),
    bad='self.event(…), but "creates_events": false',
    good='"creates_events": true',
)
def names_events(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """A listing whose code sends events declares them; AC-014 reports service checks that are not listed."""
    manifest, source = manifest_of(bundle), source_of(bundle)
    if source is None or manifest.at(_CREATES) is True:
        return
    fix = _fix_turning_on_events(bundle, manifest)
    for path, module in source.modules.items():
        call = next((one for one in module.calls() if dotted(one.func) == "self.event"), None)
        if call:
            yield source.hit(path, call.lineno, call.col_offset + 1, value="events", fix=fix).finding(
                N_("The code sends events, but “Sends events” is off. Turn it on.")
            )
            return


def _fix_turning_on_events(bundle: Bundle, manifest: Manifest) -> Fix | None:
    """The fix that turns on events; None if a parent in the manifest has a wrong type.

    If the listing names its data types, the fix also adds Events, because they decide whether a draft sends events. It
    also corrects the README if that says that there are no events.
    """
    new: dict[str, Json] = {_CREATES: True}
    if bundle.kind.submitted and "events" not in bundle.kind.submitted:
        new.update([with_tags(manifest, ["Submitted Data Type::Events"])])
    fix = values_fix(MANIFEST, manifest.document, new, title=N_("Turn on “Sends events”"))
    return fix and with_corrected_readme(fix, bundle)
