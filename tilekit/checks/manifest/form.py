"""Checks that the manifest exists, has the current form and contains only known keys."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import FixClass, RawFinding, Severity, finding
from tilekit.checks.manifest.keys import unknown_keys
from tilekit.checks.manifest.manifest_file import OLD_VERSION, Manifest, manifest_check
from tilekit.checks.manifest.new_manifest import fix_converting_manifest, new_manifest
from tilekit.checks.parsed_files import MANIFEST, json_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.core.suggestions import closest_word
from tilekit.parse.json import pointer_parts
from tilekit.parse.json_values import value_at
from tilekit.scaffold.skeleton import MANIFEST_VERSION


@check(
    code="MF-001",
    name=N_("No manifest"),
    severity=Severity.BLOCKER,
    fix=FixClass.SUGGESTED,
    message=N_("This folder has no manifest.json, so it is not a listing. Add the file or choose another folder."),
    applies_to="manifest.json",
    expected=N_("manifest.json exists at the listing root and is an object"),
    bad="a folder without manifest.json",
    good="manifest.json in the top folder",
)
def has_manifest(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """manifest.json exists and contains an object. No fix discards other content."""
    if MANIFEST not in bundle.files:
        yield finding(file=MANIFEST, fix=new_manifest(bundle, N_("Create the manifest from the other files")))
    elif not isinstance(value := json_of(bundle, MANIFEST).value, dict):
        text = N_("manifest.json must contain one JSON object in braces. Correct the file or import the listing again.")
        fix = None if value else new_manifest(bundle, N_("Create the manifest again from the other files"))
        yield finding(file=MANIFEST, line=1, column=1, message=text, fix=fix)


@manifest_check(
    "MF-002",
    Severity.BLOCKER,
    N_("manifest_version must be 2.0.0. Correct it."),
    name=N_("Wrong manifest version"),
    fix=FixClass.SUGGESTED,
    applies_to="/manifest_version",
    expected=N_("Is 2.0.0"),
    bad='"manifest_version": "1.5"',
    good='"manifest_version": "2.0.0"',
)
def has_current_version(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    if manifest.at("/manifest_version") != MANIFEST_VERSION:
        fix = manifest.setting("/manifest_version", MANIFEST_VERSION, N_("Set manifest_version to 2.0.0"))
        yield manifest.finding("/manifest_version", fix=fix)


@manifest_check(
    "MF-055",
    Severity.WARNING,
    N_("{key} is not a known manifest key. Correct or remove the key."),
    name=N_("Unknown manifest key"),
    fix=FixClass.SUGGESTED,
    applies_to=N_("all keys"),
    expected=N_("Every key is in the manifest schema"),
    bad='"tilte": {…}',
    good='"tile": {…}',
)
def has_known_keys(manifest: Manifest, _: Bundle) -> Iterator[RawFinding]:
    """Every key is one that the platform reads."""
    for pointer, known_keys in unknown_keys(manifest.value):
        key = pointer_parts(pointer)[-1]
        suggestion = closest_word(key, sorted(known_keys))
        if suggestion:
            text = N_("{key} is not a known manifest key. Did you mean {near}?")
            fix = manifest.renaming(pointer, suggestion)
            yield manifest.finding(pointer, value=pointer, message=text, key=key, near=suggestion, fix=fix)
        else:
            yield manifest.finding(pointer, value=pointer, key=key)


@check(
    code="MF-057",
    name=N_("Old manifest format"),
    severity=Severity.BLOCKER,
    fix=FixClass.SUGGESTED,
    message=N_("The manifest is in an old format. Convert it to the current format."),
    applies_to=N_("version 1 manifest"),
    expected=N_("The manifest does not have the old version 1.0.0"),
    bad='"manifest_version": "1.0.0"',
    good='"manifest_version": "2.0.0"',
)
def has_current_form(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """The manifest does not have version 1.0.0. No other check reports on such a manifest."""
    if value_at(json_of(bundle, MANIFEST).value, "/manifest_version") == OLD_VERSION:
        yield finding(
            file=MANIFEST, pointer="/manifest_version", value=OLD_VERSION, fix=fix_converting_manifest(bundle)
        )
