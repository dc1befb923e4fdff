"""Checks of the integration block of the manifest: names, IDs and processes."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need, is_new
from tilekit.checks.finding import FixClass, RawFinding, Scope, Severity, Stage
from tilekit.checks.identifiers import valid_source_name
from tilekit.checks.manifest.manifest_file import Manifest, manifest_check, manifest_of, parse_boolean
from tilekit.checks.manifest.titles import TILE_TITLE
from tilekit.checks.parsed_files import json_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.parse.json_values import elements, members, text
from tilekit.parse.positions import readable
from tilekit.scaffold.paths import SERVICE_CHECKS_FILE
from tilekit.sections import limits

INTEGRATION_BLOCK = "/assets/integration"
SOURCE_NAME, SOURCE_ID = f"{INTEGRATION_BLOCK}/source_type_name", f"{INTEGRATION_BLOCK}/source_type_id"
EVENTS, AUTO_INSTALL = f"{INTEGRATION_BLOCK}/events/creates_events", f"{INTEGRATION_BLOCK}/auto_install"
_NAME_TAKEN = N_("Another listing already uses the integration display name {name}. Choose a different one.")
_NAME_TOO_LONG = N_("The integration display name has {n} characters; the limit is 80. Shorten it.")
_WORD = re.compile(r"[^\W_]+")
SIGNATURES = f"{INTEGRATION_BLOCK}/process_signatures"
_TOO_GENERAL = re.compile(
    r"(?:.*/)?(?:python|java|node|nodejs|bash|sh|zsh|ruby|perl|php|dotnet|go|powershell|cmd)[\d.]*(?:\.exe)?"
)


@check(
    code="MF-039",
    name=N_("No integration display name, or not valid"),
    severity=Severity.BLOCKER,
    asked_in_form=True,
    stage=Stage.DEEP,
    optional_needs=(Need.TAKEN,),
    fix=FixClass.SUGGESTED,
    message=N_("The integration display name is missing. Enter a unique name of at most 80 characters."),
    applies_to="/assets/integration/source_type_name",
    expected=N_("If there is an integration, 1 to 80 characters, and unique among all listings"),
    bad="no source_type_name",
    good='"source_type_name": "Acme Queue"',
)
def has_valid_source_name(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The integration display name is set, unique and at most 80 characters.

    In a submission, the field check reports a missing one.
    """
    manifest = manifest_of(bundle)
    if not has_integration_block(manifest):
        return
    name = manifest.text(SOURCE_NAME)
    is_taken = bool(context.taken and context.taken.owner("source_type_name", name))
    is_missing = not name.strip() and context.scope is Scope.CONTENT
    if is_missing or len(name) > limits.SOURCE_TYPE_NAME or is_taken:
        source_name = _named_by_checks(bundle) or manifest.text(TILE_TITLE).strip()
        fix = (
            manifest.setting(SOURCE_NAME, source_name, N_("Use {name}"), name=source_name)
            if is_missing and source_name
            else None
        )
        message = "" if is_missing else _NAME_TAKEN if is_taken else _NAME_TOO_LONG
        yield manifest.finding(SOURCE_NAME, message=message, name=name, n=len(name), fix=fix)


def _named_by_checks(bundle: Bundle) -> str:
    """The integration name that all service checks have; "" if they have none or several."""
    document = readable(json_of, bundle, SERVICE_CHECKS_FILE)
    names = {text(members(item).get("integration")) for item in elements(document.value if document else None)}
    return names.pop() if len(names) == 1 else ""


@check(
    code="MF-040",
    name=N_("Display name differs from the tile title"),
    severity=Severity.ADVICE,
    message=N_(
        "The integration display name {a} has no word in common with the tile title {b}. Use similar names so that "
        "customers recognise the integration."
    ),
    applies_to="/assets/integration/source_type_name",
    expected=N_("Has a word in common with the tile title"),
    bad='"source_type_name": "Zeta Stream" for Acme Queue',
    good='"source_type_name": "Acme Queue"',
)
def resembles_title(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The integration display name resembles the title. It must be unique, so it can't always be the same.

    Skipped if either is invalid, which other checks report, and after publication, because the name can't change then.
    """
    manifest = manifest_of(bundle)
    name, title = manifest.text(SOURCE_NAME), manifest.text(TILE_TITLE)
    is_usable = is_new(bundle, context) and valid_source_name(bundle) and title.strip()
    if is_usable and not _resemble(name, title):
        yield manifest.finding(SOURCE_NAME, a=name, b=title)


def _resemble(name: str, title: str) -> bool:
    """Whether two names share a word, or one contains the other without its spaces and punctuation."""
    words, others = (_WORD.findall(label.casefold()) for label in (name, title))
    one, other = "".join(words), "".join(others)
    return not words or not others or bool(set(words) & set(others)) or one in other or other in one


@manifest_check(
    "MF-041",
    Severity.BLOCKER,
    N_("The portal assigns the numeric source ID. Remove your own value."),
    name=N_("Invalid source ID"),
    fix=FixClass.SUGGESTED,
    applies_to="/assets/integration/source_type_id",
    expected=N_("If present, an integer"),
    bad='"source_type_id": "7"',
    good="the number that the portal assigned",
)
def has_valid_source_id(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    value = manifest.at(SOURCE_ID)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        yield manifest.finding(SOURCE_ID, fix=manifest.removing(SOURCE_ID, N_("Remove it")))


@manifest_check(
    "MF-042",
    Severity.WARNING,
    N_("Choose whether the integration sends events."),
    name=N_("No choice about sending events"),
    fix=FixClass.SUGGESTED,
    applies_to="/assets/integration/events/creates_events",
    expected=N_("If there is an integration, true or false"),
    bad="no creates_events",
    good='"creates_events": false',
)
def declares_events(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    """Every integration sets creates_events to true or false."""
    if has_integration_block(manifest) and not isinstance(manifest.at(EVENTS), bool):
        sends = bool(parse_boolean(manifest.at(EVENTS)))
        title = N_("Turn on “Sends events”") if sends else N_("Turn off “Sends events”")
        yield manifest.finding(EVENTS, fix=manifest.setting(EVENTS, sends, title))


@manifest_check(
    "MF-053",
    Severity.ADVICE,
    N_("“Install with one click” must be true or false."),
    name=N_("Invalid one-click installation"),
    fix=FixClass.SUGGESTED,
    applies_to="/assets/integration/auto_install",
    expected=N_("If there is an integration, true or false"),
    bad='"auto_install": "true"',
    good='"auto_install": true',
)
def sets_auto_install(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    if has_integration_block(manifest) and not isinstance(manifest.at(AUTO_INSTALL), bool):
        is_auto = parse_boolean(manifest.at(AUTO_INSTALL)) is not False
        title = N_("Turn on “Install with one click”") if is_auto else N_("Turn off “Install with one click”")
        yield manifest.finding(AUTO_INSTALL, fix=manifest.setting(AUTO_INSTALL, is_auto, title))


@manifest_check(
    "MF-054",
    Severity.WARNING,
    N_("The process name {p} is too general and would match other products. Use a more specific name."),
    name=N_("Process name too general"),
    applies_to="/assets/integration/process_signatures",
    expected=N_(
        "A list of non-empty strings, none of which matches a common shell or runtime (python, java, node, bash)"
    ),
    bad='["python"]',
    good='["acme-queued"]',
)
def has_specific_processes(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    signatures = manifest.at(SIGNATURES)
    if signatures is None:
        return
    text = N_("process_signatures must be a list of process names. Correct or remove this key.")
    if not isinstance(signatures, list):
        yield manifest.finding(SIGNATURES, message=text)
        return
    for index, name in enumerate(signatures):
        pointer = f"{SIGNATURES}/{index}"
        if not isinstance(name, str) or not name.strip():
            yield manifest.finding(pointer, message=text)
        elif _TOO_GENERAL.fullmatch(name.strip().lower()):
            yield manifest.finding(pointer, p=name)


def has_integration_block(manifest: Manifest) -> bool:
    """Whether the manifest has an integration block."""
    return isinstance(manifest.at(INTEGRATION_BLOCK), dict)
