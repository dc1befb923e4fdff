"""Checks that the identifiers of a listing are valid, unique and unchanged."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.characters import to_ascii_identifier
from tilekit.checks.context import Context, Need, is_new, title_key
from tilekit.checks.finding import Fix, FixClass, RawFinding, Scope, Severity, Stage, finding
from tilekit.checks.identifiers import (
    MAX_ID,
    RESERVED_IDS,
    is_integration_id,
    is_made_up_uuid,
    is_uuid,
    valid_integration_id,
)
from tilekit.checks.manifest.integration import INTEGRATION_BLOCK
from tilekit.checks.manifest.manifest_file import Manifest, manifest_of, published_manifest
from tilekit.checks.manifest.paths import ASSET_MAPS
from tilekit.checks.parsed_files import MANIFEST
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.parse.json import pointer_to
from tilekit.parse.json_values import members

APP_ID, APP_UUID = "/app_id", "/app_uuid"
_REPLACED = N_(
    "{value} is not a unique UUID, so the portal gives the listing another one. Use that one in the manifest."
)
_LASTING = {
    APP_ID: Message(N_("Integration ID")),
    APP_UUID: "app_uuid",
    f"{INTEGRATION_BLOCK}/id": "id",
    f"{INTEGRATION_BLOCK}/source_type_name": Message(N_("Integration display name")),
}


@check(
    code="MF-003",
    name=N_("Invalid or reused UUID"),
    severity=Severity.BLOCKER,
    optional_needs=(Need.TAKEN,),
    asked_in_form=True,
    fix=FixClass.SUGGESTED,
    message=N_("The listing needs a unique UUID. {value} is malformed or already in use."),
    applies_to="/app_uuid",
    expected=N_("A UUID that no other listing uses"),
    bad='"app_uuid": "42"',
    good='"app_uuid": "4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c11"',
)
def has_unique_uuid(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """app_uuid is a unique UUID. There is no fix for one that may already be published.

    An import replaces one that is missing or malformed, so neither blocks the submission of a folder. A person who
    wrote a malformed one is told, because the folder then differs from the portal.
    """
    is_imported = context.scope is Scope.SUBMISSION and context.taken is None
    manifest = manifest_of(bundle)
    value, is_missing = manifest.text(APP_UUID), manifest.at(APP_UUID) in (None, "")
    is_taken = bool(context.taken and context.taken.owner("app_uuid", value))
    is_wrong = not is_uuid(value) or is_made_up_uuid(value) or is_taken
    if is_wrong and is_imported and not is_missing:
        yield manifest.finding(APP_UUID, message=_REPLACED, value=value, severity=Severity.WARNING)
    elif is_wrong and not is_imported:
        is_new = context.published is None and (is_missing or context.is_first)
        fix = _fix_setting_uuid(manifest, bundle) if is_new else None
        text = N_("The listing has no UUID. Add a new one.") if is_missing else ""
        yield manifest.finding(APP_UUID, message=text, fix=fix)


@check(
    code="MF-004",
    name=N_("Invalid integration ID"),
    severity=Severity.BLOCKER,
    fix=FixClass.SUGGESTED,
    message=N_(
        "The integration ID must start with a letter, not end with a hyphen, and have at most 255 lower-case "
        "letters, digits and single hyphens. Example: my-product."
    ),
    applies_to="/app_id",
    expected=N_(
        "At most 255 lower-case letters, digits and single hyphens, starting with a letter and not ending with a hyphen"
    ),
    bad="Acme_Queue",
    good="acme-queue",
)
def has_valid_id(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    manifest = manifest_of(bundle)
    value = manifest.text(APP_ID)
    if not is_integration_id(value):
        slug = _meant_id(bundle.folder, value, manifest.text("/tile/title"))
        offers = bool(slug) and not context.published
        fix = manifest.setting(APP_ID, slug, N_("Use {slug}"), slug=slug) if offers else None
        yield manifest.finding(APP_ID, fix=fix)


@check(
    code="MF-005",
    name=N_("Integration ID already in use"),
    severity=Severity.BLOCKER,
    stage=Stage.DEEP,
    optional_needs=(Need.TAKEN,),
    message=N_("Another listing already uses the integration ID {value}. Choose a different one."),
    applies_to="/app_id",
    expected=N_(
        "Not used by another listing, and not a reserved word (system, datadog, agent, aws, azure, gcp, internal, test)"
    ),
    bad="aws",
    good="acme-queue",
)
def has_own_id(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    manifest = manifest_of(bundle)
    value = manifest.text(APP_ID)
    if value in RESERVED_IDS or (context.taken and context.taken.owner("integration_id", value)):
        reserved = N_("The integration ID {value} is reserved for the platform. Choose a different one.")
        yield manifest.finding(APP_ID, message=reserved if value in RESERVED_IDS else "")


@check(
    code="MF-006",
    name=N_("Changed identity of a published listing"),
    severity=Severity.BLOCKER,
    needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    message=N_("“{field}” cannot change after publication. Restore {old}."),
    applies_to="/app_id, /app_uuid, /assets/integration/id, /assets/integration/source_type_name",
    expected=N_("Unchanged since the last published version"),
    bad="an app_id other than the published one",
    good="the published app_id",
)
def keeps_identity(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    manifest, before = manifest_of(bundle), published_manifest(context)
    for pointer, field in _LASTING.items() if before else ():
        old = before.at(pointer) if before else None
        if old is not None and manifest.at(pointer) != old:
            fix = manifest.setting(pointer, old, N_("Restore {old}"), old=old)
            yield manifest.finding(pointer, field=field, old=old, fix=fix)


@check(
    code="MF-007",
    name=N_("Missing published short name"),
    severity=Severity.BLOCKER,
    needs=(Need.PUBLISHED,),
    fix=FixClass.SUGGESTED,
    message=N_(
        "{key} is already published and cannot be renamed or removed. Restore this short name. You can still "
        "change its file."
    ),
    applies_to="/assets/dashboards, /assets/monitors, /assets/saved_views",
    expected=N_("Every short name (key) that was published still exists"),
    bad="a published dashboard key that was removed",
    good="the published key",
)
def keeps_short_names(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    manifest, before = manifest_of(bundle), published_manifest(context)
    for kind in ASSET_MAPS if before else ():
        pointer = f"/assets/{kind}"
        now = members(manifest.at(pointer))
        for key, path in members(before.at(pointer) if before else None).items():
            if key not in now:
                place = pointer + pointer_to(key)
                fix = manifest.setting(place, path, N_("Restore {key}"), key=key) if path in bundle.files else None
                yield manifest.finding(place, value=key, key=key, fix=fix)


@check(
    code="MF-008",
    name=N_("Folder name differs from the integration ID"),
    severity=Severity.ADVICE,
    scope=Scope.FOLDER,
    message=N_("The folder is called {dir}, but the integration ID is {app_id}. Rename the folder or change the ID."),
    applies_to=N_("folder name"),
    expected=N_("The folder name is the app_id, with hyphens or underscores"),
    bad="the folder queue for the ID acme-queue",
    good="the folder acme_queue",
)
def is_named_after_id(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The folder has the name of the ID. Neither of them can change after publication.

    A folder with workflows is a repository, and a copy of it may have any name.
    """
    is_repository = any(path.startswith(".github/") for path in bundle.files)
    app_id, folder = valid_integration_id(bundle), "" if is_repository else bundle.folder
    is_other = folder and app_id and folder.replace("_", "-") != app_id.replace("_", "-")
    if is_other and is_new(bundle, context):
        yield finding(file=MANIFEST, pointer="/app_id", value=folder, dir=folder, app_id=app_id)


def _meant_id(folder: str, value: str, title: str) -> str:
    """The folder's name if it matches the value or the title; otherwise the title in kebab case."""
    slug, letters = kebab_case(folder), title_key(folder)
    return slug if slug and letters in (title_key(value), title_key(title)) else kebab_case(title)


def kebab_case(title: str) -> str:
    """A title in kebab case; "" if an ID can't contain any of it."""
    return re.sub(r"[^a-z0-9]+", "-", to_ascii_identifier(title).lower()).lstrip("-0123456789")[:MAX_ID].strip("-")


def _fix_setting_uuid(manifest: Manifest, bundle: Bundle) -> Fix | None:
    """The fix that sets a UUID derived from the content, so that the same folder always gets the same UUID."""
    from uuid import NAMESPACE_OID, uuid5  # slow import

    new = str(uuid5(NAMESPACE_OID, bundle.digest))
    return manifest.setting(APP_UUID, new, N_("Use a new UUID"))
