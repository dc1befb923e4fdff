"""Summaries of uploaded assets for the step *Content*: name, description and layout."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from page_parts.tile.thumbs import thumb_of
from tilekit.bundle import Bundle
from tilekit.sections.content import Content
from tilekit.tile.model import MonitoringResource
from tilekit.tile.resources import resources

_RESOURCE_KINDS = {"dashboards": "dashboard", "monitors": "monitor", "detection_rules": "rule", "saved_views": "view"}


def asset_summaries(bundle: Bundle) -> dict[str, SafeString]:
    """{path of a row: summary of its file as HTML}. Rows without a file are left out."""
    shown = list(resources(bundle))
    content = bundle.section(Content)
    summaries: dict[str, SafeString] = {}
    for field, kind in _RESOURCE_KINDS.items():
        filled = [row for row in getattr(content, field) if bundle.file_of(row.file)]
        # There is one resource for every row with a file, in the same order.
        of_kind = (resource for resource in shown if resource.kind == kind)
        for row, resource in zip(filled, of_kind, strict=True):
            summaries[f"{Content.key}.{field}[{row.row_key}]"] = _summary_markup(resource)
    return summaries


def _summary_markup(resource: MonitoringResource) -> SafeString:
    thumb = thumb_of(resource) if resource.boxes else None
    return render_to_string("studio/parts/asset.html", {"resource": resource, "thumb": thumb})
