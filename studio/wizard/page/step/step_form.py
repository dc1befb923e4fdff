"""The form of a wizard step: its fields, their groups and its threads."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _lazy

from listings.page_urls import control_id
from studio.threads.page import threads_markup
from studio.threads.places import PlacedThread
from studio.wizard.page.fields.behaviours import behaviours_of
from studio.wizard.page.fields.prop_search import Props, flatten_props, rendered_rows
from studio.wizard.page.step.agreements import agreements_context
from studio.wizard.page.step.field_extras import FieldExtra, extras_of
from studio.wizard.page.step.preview import url_in_preview
from studio.wizard.page.step.section_fields import section_fields, unplaced_rows
from studio.wizard.page.wizard import Wizard


def form_context(wizard: Wizard, key: str) -> dict[str, object]:
    """The template context of a section's form."""
    row, document, extras = wizard.rows[key], wizard.documents[key], extras_of(wizard, key)
    fields = [_closed_if_blocked(props, extras.get(str(props["name"]))) for props in section_fields(wizard, key)]
    return {
        "section": key,
        "id": f"form-{key}",
        "title": document.heading,
        "is_title_hidden": key == "submission",
        "intro": _INTRODUCTIONS.get(key, ""),
        "notices": [notice.text for notice in document.notices if notice.applies(wizard.kind)],
        "version": row.version,
        "saved_at": max(section.updated_at for section in wizard.rows.values()),
        "fields": fields,
        "may_fold": any(props.get("may_fold") for props in fields),
        "by_name": {str(props["name"]): props for props in fields},
        "groups": _groups(wizard, key, fields),
        "extras": extras,
        "items": [{"props": props, "extra": extras.get(str(props["name"]))} for props in fields],
        "template": section_template(key),
        "behaviours": behaviours_of(key),
        "general": unplaced_rows(wizard, key, fields),
        "threads": threads_markup(_threads_without_field(wizard, key, fields), wizard.thread_page_with_places),
        "save_url": wizard.url("section-save", key),
        "fields_url": wizard.url("section-fields", key),
        "history_url": wizard.url("section-history", key),
        "tile_url": url_in_preview(wizard, key),
        **_section_context(wizard, key),
    }


def _closed_if_blocked(props: Props, extra: FieldExtra | None) -> Props:
    """The props of a field. A checkbox that can't be true can't be ticked, but one that is ticked can be unticked.

    The reason why it can't be ticked takes the place of the request to tick it.
    """
    is_blocked = extra and extra.blocked and not props["value"]
    return {**props, "readonly": True, "findings": ()} if is_blocked else props


def _groups(wizard: Wizard, key: str, fields: Sequence[Props]) -> dict[str, Props]:
    """{key: props} of the section's groups of fields. One with a finding, an error or a comment is not folded."""
    document = wizard.documents[key]
    needing_attention = {props["name"] for props in fields if props["findings"] or props["errors"] or props["comments"]}
    unneeded = document.unneeded_groups(wizard.kind)
    return {
        group.key: {
            "id": f"group-{group.key}",
            "title": group.title,
            "text": group.unneeded,
            "folded": group.key in unneeded and needing_attention.isdisjoint(group.fields),
        }
        for group in document.groups
    }


def _threads_without_field(wizard: Wizard, key: str, fields: Sequence[Props]) -> list[PlacedThread]:
    """Threads of the section that no rendered field or row shows, for example about a file or a hidden field."""
    shown = {props["id"] for props in flatten_props(fields)} | {props["id"] for props in rendered_rows(fields)}
    of_section = [placed for placed in wizard.threads if placed.thread.section == key]
    return [placed for placed in of_section if not placed.place.path or control_id(placed.place.path) not in shown]


def _section_context(wizard: Wizard, key: str) -> dict[str, object]:
    """The template context that only the template of this section needs."""
    if key == "data":
        names = ("metrics", "metrics-rows", "metrics-row", "metrics-paste", "pipeline")
        urls = {f"{name.replace('-', '_')}_url": wizard.url(name) for name in names}
        return {**urls, "metric_count": len(wizard.metrics.names)}
    return agreements_context(wizard) if key == "legal" else {}


_INTRODUCTIONS = {
    "overview": _lazy("What customers read first: the card in the catalogue and the top of the tile."),
    "configuration": _lazy("How the integration works, and what it can do in the customer's account."),
    "setup": _lazy("How customers install your offering, check that it works and remove it."),
    "data": _lazy("What data your offering reads and sends, and the files that describe it."),
    "content": _lazy("What customers get with the tile. Upload the JSON files that you exported from the platform."),
    "pricing": _lazy("What customers pay. Each listing has one plan."),
    "legal": _lazy("The terms under which you sell your offering."),
    "support": _lazy("How customers and our teams can reach you."),
    "release_notes": _lazy("What changed in each version, newest first."),
}
# Sections with their own layout.
SECTIONS_WITH_TEMPLATE = frozenset({"data", "legal", "overview", "submission"})


def section_template(key: str) -> str:
    """The template with the layout of the section."""
    return f"studio/steps/{key if key in SECTIONS_WITH_TEMPLATE else 'default'}.html"
