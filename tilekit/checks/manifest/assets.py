"""Checks of the files that the manifest names or should name."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from tilekit.bundle import Bundle
from tilekit.checks.context import Context, Need, short_name_key
from tilekit.checks.finding import Edit, Fix, FixClass, RawFinding, Severity, Stage, finding, shown_value
from tilekit.checks.manifest.manifest_file import Manifest, manifest_check, manifest_of, published_manifest
from tilekit.checks.manifest.paths import ASSET_MAPS, asset_paths, is_missing, normal_path
from tilekit.checks.parsed_files import json_of
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.parse.json import pointer_parts, pointer_to
from tilekit.parse.json_values import members
from tilekit.parse.positions import Unparsable
from tilekit.scaffold.paths import OAUTH_FILE
from tilekit.sections import limits

SERVICE_CHECKS = "/assets/integration/service_checks/metadata_path"
OAUTH = "/assets/oauth"
SPEC = "/assets/integration/configuration/spec"
_MAX_SHORT_NAME = limits.SHORT_NAME

MOST_DROPPED = 100
"""The most entries that get a fix at once, because each fix rewrites the manifest."""


@manifest_check(
    "MF-048",
    Severity.BLOCKER,
    N_("{named} is not in the listing. Add this file or use another one."),
    name=N_("Missing service checks file"),
    fix=FixClass.SUGGESTED,
    applies_to="/assets/integration/service_checks/metadata_path",
    expected=N_("If set, the file exists"),
    bad="assets/checks.json, which does not exist",
    good="assets/service_checks.json",
)
def has_service_checks(manifest: Manifest, bundle: Bundle) -> Iterator[RawFinding]:
    path = manifest.text(SERVICE_CHECKS)
    if path and is_missing(path, bundle):
        edit = Edit(file=path, start=0, end=0, replacement="[]\n")
        fix = Fix(title=Message(N_("Use an empty list")), edits=(edit,))
        yield manifest.finding(SERVICE_CHECKS, named=shown_value(path), fix=fix)


_TWICE = N_("Another key names {value} too. Name another file, or remove one of the keys.")


@check(
    code="MF-049",
    name=N_("Missing file named in the manifest"),
    severity=Severity.BLOCKER,
    fix=FixClass.SUGGESTED,
    message=N_("{named} is not in the listing. Add this file or use another one."),
    applies_to="/assets/dashboards, /assets/monitors, /assets/saved_views, /assets/logs, /assets/oauth, …/spec",
    expected=N_("Every path leads to a file in the listing"),
    bad="assets/dashboards/old.json, which does not exist",
    good="assets/dashboards/overview.json",
)
def has_named_assets(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    manifest, before = manifest_of(bundle), published_manifest(context)
    oauth = manifest.text(OAUTH)
    spec = manifest.text(SPEC)
    named = [*asset_paths(manifest.value), *([(OAUTH, oauth)] if oauth else []), *([(SPEC, spec)] if spec else [])]
    lost = [(pointer, path) for pointer, path in named if is_missing(path, bundle)]
    for number, (pointer, path) in enumerate(lost):
        was_published = before is not None and before.at(pointer) is not None
        may_drop = not was_published and number < MOST_DROPPED
        yield manifest.finding(
            pointer,
            named=shown_value(path),
            severity=Severity.WARNING if pointer == SPEC else None,
            fix=manifest.removing(pointer, N_("Remove the entry")) if may_drop else None,
        )


@manifest_check(
    "MF-050",
    Severity.WARNING,
    N_("The manifest does not list {file}, so this file will not be installed. Add it to the manifest."),
    name=N_("File not named in the manifest"),
    fix=FixClass.SUGGESTED,
    applies_to="assets/**",
    expected=N_("The manifest lists every dashboard, monitor, saved view and OAuth client in the listing once"),
    bad="a dashboard file that is not in the manifest",
    good="all files under assets are in the manifest",
)
def names_assets(manifest: Manifest, bundle: Bundle) -> Iterator[RawFinding]:
    if OAUTH_FILE in bundle.files and not manifest.text(OAUTH):
        fix = manifest.setting(OAUTH, OAUTH_FILE, N_("Use {key}"), key="oauth")
        yield finding(file=OAUTH_FILE, line=1, column=1, fix=fix)
    named = set[str]()
    for pointer, path in asset_paths(manifest.value):
        if normal_path(path) in named and pointer.startswith(tuple(f"/assets/{kind}/" for kind in ASSET_MAPS)):
            yield manifest.finding(pointer, message=_TWICE)
        named.add(normal_path(path))
    for kind in ASSET_MAPS:
        for path in sorted(bundle.files):
            is_asset = path.startswith(f"assets/{kind}/") and path.endswith(".json")
            if is_asset and path not in named:
                yield finding(
                    file=path, line=1, column=1, fix=_fix_naming_asset(manifest, bundle, kind=kind, path=path)
                )


@check(
    code="MF-051",
    name=N_("Invalid or reused short name"),
    severity=Severity.BLOCKER,
    stage=Stage.DEEP,
    optional_needs=(Need.TAKEN,),
    fix=FixClass.SUGGESTED,
    message=N_(
        "Another listing already uses this app_id with the short name {key}. Add your product name to the short name."
    ),
    applies_to=N_("/assets/dashboards, /assets/monitors keys"),
    expected=N_("The short name has 1 to 80 characters, and no other listing uses it with the same app_id"),
    bad="a short name that another listing uses",
    good="acme_queue_overview",
)
def has_valid_short_names(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """Short names have 1 to 80 characters and, with the ID as a prefix, are unique."""
    manifest, before = manifest_of(bundle), published_manifest(context)
    app_id = manifest.text("/app_id")
    for kind in ("dashboards", "monitors"):
        for key in members(manifest.at(f"/assets/{kind}")):
            pointer = pointer_to("assets", kind, key)
            if not 1 <= len(key) <= _MAX_SHORT_NAME:
                text = N_("The short name has {n} characters. It must have 1 to 80.")
                yield manifest.finding(pointer, value=key, message=text, n=len(key))
            elif context.taken and context.taken.owner("short_name", short_name_key(app_id, key)):
                is_published = before is not None and before.at(pointer) is not None
                fix = None if is_published else manifest.renaming(pointer, f"{app_id}-{key}"[:_MAX_SHORT_NAME])
                yield manifest.finding(pointer, value=key, key=key, fix=fix)


def _fix_naming_asset(manifest: Manifest, bundle: Bundle, *, kind: str, path: str) -> Fix | None:
    """The fix that lists the asset under its own title or the name of its file.

    None if the file can't be read or another asset has this name.
    """
    try:
        content = members(json_of(bundle, path).value)
    except Unparsable:
        return None
    title = next((value for value in (content.get("title"), content.get("name")) if isinstance(value, str)), "")
    key = title.strip()[:_MAX_SHORT_NAME] or PurePosixPath(path).stem
    pointer = pointer_to("assets", kind, key)
    if key in members(manifest.at(f"/assets/{kind}")):
        return None
    return manifest.setting(pointer, path, N_("Use {key}"), key=pointer_parts(pointer)[-1])
