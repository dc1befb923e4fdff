"""MN-001 and MN-002: the keys of a monitor template, and the earlier form."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity
from tilekit.checks.fixes import fix_of
from tilekit.checks.identifiers import valid_integration_id
from tilekit.checks.monitors.template_files import (
    MAX_DESCRIPTION,
    MAX_TEMPLATE_TITLE,
    OLD,
    definition_of,
    every_file,
    is_old_monitor,
    templates,
)
from tilekit.checks.registry import check
from tilekit.checks.similar_keys import at_similar_key
from tilekit.core.fields import Json
from tilekit.core.formats import DAY
from tilekit.core.messages import N_
from tilekit.parse.json_values import members, text
from tilekit.sections.release_notes import ReleaseNotes

_DEFINITION = ("name", "type", "query", "message", "tags", "options", "priority")
_EXPORT = N_("The file is the export of a monitor. Convert it to a template, then write the description.")
_REQUIRED_KEYS = ("title", "description", "tags", "definition", "version", "created_at", "last_updated_at")
_VARIABLE_WITH_JOINT = re.compile(
    r"(?:\s+(?:on|for|in|of|at|from|by|to|with|and))*\s*[-:,(\[]*\s*\{\{.*?\}\}[)\]]*", re.IGNORECASE
)


@check(
    code="MN-001",
    name=N_("Missing key in a monitor template"),
    severity=Severity.BLOCKER,
    message=N_("The template has no {key}. Export the monitor as a template again."),
    fix=FixClass.SUGGESTED,
    applies_to=N_("file"),
    expected=N_("Has title, description, tags, definition, version, created_at and last_updated_at"),
    bad="no created_at",
    good="title, description, tags, definition, version, created_at and last_updated_at",
)
def has_keys(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """The template has all seven keys."""
    for asset in templates(bundle):
        for key in _REQUIRED_KEYS:
            if key not in asset.value:
                new = _default(asset, key, (_known_day(bundle, context), valid_integration_id(bundle)))
                fix = asset.setting(f"/{key}", new, N_("Add {key}"), key=key) if new is not None else None
                yield at_similar_key(asset.finding(value=key, key=key, fix=fix), asset, f"/{key}")


def _default(asset: Asset, key: str, defaults: tuple[str, str]) -> Json:
    """A value for a missing key, from other keys, the day and the integration's ID; None if there is none."""
    day, integration_id = defaults
    others = {"created_at": "last_updated_at", "last_updated_at": "created_at"}
    if key in others:
        return text(asset.value.get(others[key])) or day or None
    tags: Json = [f"integration:{integration_id}"] if integration_id else None
    plain = without_variables(text(definition_of(asset).get("name")))
    return {"version": 2, "tags": tags, "title": plain if 0 < len(plain) <= MAX_TEMPLATE_TITLE else None}.get(key)


def without_variables(name: str) -> str:
    """The name without its variables and the words or punctuation that join them to the rest."""
    return " ".join(_VARIABLE_WITH_JOINT.sub("", name).split()).strip(" -:,")


def _known_day(bundle: Bundle, context: Context) -> str:
    """Today, or the day of the newest release note if today is not in the context; "" if neither is known."""
    if context.today:
        return context.today.isoformat()
    newest = bundle.section(ReleaseNotes).newest
    return newest.date if newest and DAY.fullmatch(newest.date or "") else ""


@check(
    code="MN-002",
    name=N_("Old monitor template format"),
    severity=Severity.WARNING,
    message=N_("The template is in an old format. Convert it to the current format."),
    fix=FixClass.SUGGESTED,
    follow_ups=("MN-014",),  # the old format: the monitor inside it is not checked
    applies_to=N_("file"),
    expected=N_("The current format, without recommended_monitor_metadata at the top level"),
    bad="recommended_monitor_metadata at the top level",
    good="version 2",
)
def is_present_form(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    for asset in every_file(bundle):
        if is_old_monitor(asset):
            fix = _fix_converting(asset, bundle, _known_day(bundle, context))
            message = "" if OLD in asset.value else _EXPORT
            if fix is None:
                message = N_("The file is in an old format. Export the monitor as a template.")
            yield asset.finding(message=message, fix=fix)


def _fix_converting(asset: Asset, bundle: Bundle, day: str) -> Fix | None:
    """The fix that converts the file to a template; None if the date, the ID or a text is unknown or too long.

    The export of a monitor has no description, which only the partner can write.
    """
    about, is_export = members(asset.value.get(OLD)), OLD not in asset.value
    name, integration_id = text(asset.value.get("name")), valid_integration_id(bundle)
    title, description = without_variables(name), text(about.get("description"))
    is_described = is_export or 0 < len(description) <= MAX_DESCRIPTION
    if not (day and integration_id and 0 < len(title) <= MAX_TEMPLATE_TITLE and is_described):
        return None
    tag = f"integration:{integration_id}"
    definition: dict[str, Json] = {key: asset.value[key] for key in _DEFINITION if asset.value.get(key) is not None}
    tags = definition.get("tags")
    definition["tags"] = [*(one for one in tags if one != tag), tag] if isinstance(tags, list) else [tag]
    template: Json = {
        "version": 2,
        "created_at": day,
        "last_updated_at": day,
        "title": title,
        "description": description,
        "tags": [tag],
        "definition": definition,
    }
    edit = asset.editor.replacing("", template, is_laid_out=True)
    return fix_of(edit, title=N_("Convert to the current format"))
