"""Drawings and sentences of uploaded assets for the step *Content*."""

from collections.abc import Collection, Mapping
from functools import partial

from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from listings.models import Revision
from listings.page_urls import control_id
from page_parts.drawings.assets import AssetPresenter, declared_metrics, left_out
from studio.page_urls import revision_url, step_of_section, step_url, url_of_row
from tilekit.bundle import Bundle
from tilekit.core.fileref import FileRef
from tilekit.core.section import SectionDocument
from tilekit.drawings.used_metrics import used_metrics
from tilekit.sections.content import Content, Dashboard, DetectionRule, Monitor, SavedView
from tilekit.tile.data import data_tab
from tilekit.tile.resources import Row, resources, rows_with_file
from tilekit.tile.tabs import MonitoringResource

_FIELDS: Mapping[type[Row], str] = {
    Dashboard: "dashboards",
    Monitor: "monitors",
    DetectionRule: "detection_rules",
    SavedView: "saved_views",
}


def asset_summaries(bundle: Bundle, revision: Revision, opened: Collection[str] = ()) -> dict[str, SafeString]:
    """{path of a row: drawing or sentences of its file as HTML}. Rows without a file are left out.

    Dashboards of opened rows are drawn, others if the page stays light. The rest is drawn when it comes into view.
    """
    # There is one resource for every row with a file, in the same order.
    rows, shown = rows_with_file(bundle), [*resources(bundle, data_tab(bundle).metrics)]
    return {
        f"{Content.key}.{_FIELDS[type(row)]}[{row.row_key}]": _summary_markup(
            bundle, revision, resource, row=row if is_later and row.row_key not in opened else None
        )
        for row, resource, is_later in zip(rows, shown, left_out(shown), strict=True)
    }


def shows_other_assets(before: SectionDocument, after: SectionDocument) -> bool:
    """Whether a row of the section has another file than before, and so another drawing. New rows don't count."""
    if not (isinstance(before, Content) and isinstance(after, Content)):
        return False
    old, new = _files_by_row(before), _files_by_row(after)
    return any(new.get(row, file) != file for row, file in old.items())


def _files_by_row(content: Content) -> dict[str, FileRef | None]:
    return {row.row_key: row.file for name in _FIELDS.values() for row in getattr(content, name)}


def _summary_markup(bundle: Bundle, revision: Revision, resource: MonitoringResource, *, row: Row | None) -> SafeString:
    """The markup of an asset. row is that of a dashboard that is drawn later."""
    metrics = declared_metrics(used_metrics(bundle, resource.metrics), partial(url_of_row, revision))
    part_url, page_url = _later_urls(revision, row) if row else ("", "")
    asset = AssetPresenter(resource=resource, metrics=metrics, part_url=part_url, page_url=page_url)
    return render_to_string("studio/parts/asset.html", {"asset": asset})


def _later_urls(revision: Revision, row: Row) -> tuple[str, str]:
    """The URLs of a dashboard that is drawn later: of the part with its drawing, and of the page with it."""
    field, key = _FIELDS[type(row)], row.row_key
    part = urlencode({"_open_row": f"{field}.{key}"})
    page = urlencode({"_open": key})
    place = control_id(f"{Content.key}.{field}[{key}]")
    return (
        f"{revision_url('section-fields', revision, Content.key)}?{part}",
        f"{step_url(revision, step_of_section(Content.key))}?{page}#{place}-field",
    )
