"""Drawings and sentences of the assets in a submission, with the declaration of their metrics."""

import re
from collections.abc import Sequence
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from files.errors import FileNotReadable
from listings.content.submissions import bundle_of_submission
from listings.page_urls import control_id
from page_parts.drawings.assets import AssetPresenter, declared_metrics
from page_parts.drawings.boards import WidgetAction
from reviews.file_parts import FilePart
from reviews.page.places import ReviewPlaces
from reviews.page.review_page import ReviewPage, may_comment
from tilekit.bundle import Bundle, SourceUnavailable
from tilekit.core.section import Document
from tilekit.drawings.used_metrics import used_metrics
from tilekit.sections.data import Data
from tilekit.tile.data import data_tab
from tilekit.tile.resources import Row, drawn_widgets_of_row, resource_of_row

_WIDGET = re.compile(r"/widgets/(\d+)(?:/definition/widgets/(\d+))?")


def widget_id(path: str, pointer: str) -> str:
    """The HTML ID of the widget to which a JSON pointer in the file of the row at the path leads; "" if to none."""
    match = _WIDGET.match(pointer)
    numbers = [number for number in match.groups() if number] if match else []
    return "-".join([control_id(path), "widget", *numbers]) if numbers else ""


class ReviewAssets:
    """Prepares the assets of a submission when a page shows them."""

    def __init__(self, page_data: ReviewPage, places: ReviewPlaces) -> None:
        self._page_data, self._places = page_data, places

    def of_row(self, row: Document, path: str) -> AssetPresenter | None:
        """The asset in the file of the row at the path; None for other rows, and for files that can't be read."""
        if not isinstance(row, Row):
            return None
        try:
            return self._presented(row, path)
        except (FileNotReadable, SourceUnavailable):
            return None

    def _presented(self, row: Row, path: str) -> AssetPresenter | None:
        if not self._bundle.file_of(row.file):
            return None
        resource = resource_of_row(self._bundle, row, self._units)
        used = used_metrics(self._bundle, resource.metrics)
        metrics = declared_metrics(used, self._url_of_line)
        pointers = drawn_widgets_of_row(self._bundle, row) if resource.boxes else ()
        anchors = [widget_id(path, pointer) for pointer in pointers]
        file = self._bundle.file_of(row.file)
        actions = self._comments(f"{path}.file", file, pointers) if may_comment(self._page_data) else ()
        return AssetPresenter(resource=resource, metrics=metrics, anchors=anchors, actions=actions)

    def _comments(self, path: str, file: str, pointers: Sequence[str]) -> list[WidgetAction | None]:
        """The links with which reviewers comment on the drawn widgets in the file of the field at the path."""
        parts = {part.pointer: part for part in self._places.parts(path)}
        return [self._comment(path, file, parts[pointer]) if pointer in parts else None for pointer in pointers]

    def _comment(self, path: str, file: str, part: FilePart) -> WidgetAction:
        form_url = reverse("reviews:thread-open", args=[self._page_data.review.pk])
        submission_id = str(self._page_data.submission.pk)
        return WidgetAction(
            label=_("Add comment on {place}").format(place=part.name),
            href=self._page_data.href("files", f"line-{part.line}", file=file, line=part.line, comment="file"),
            opens=f"comment::{file}:{part.line}",
            form_url=f"{form_url}?{urlencode({'file': file, 'line': str(part.line), 'submission': submission_id})}",
            target=f"threads-part-{control_id(path)}",
        )

    @cached_property
    def _bundle(self) -> Bundle:
        return bundle_of_submission(self._page_data.submission)

    @cached_property
    def _units(self) -> dict[str, str]:
        return {metric.name: metric.unit for metric in data_tab(self._bundle).metrics}

    def _url_of_line(self, line: int) -> str:
        file = self._bundle.file_of(self._bundle.section(Data).metadata_csv)
        return self._page_data.href("files", f"line-{line}", file=file, line=line)
