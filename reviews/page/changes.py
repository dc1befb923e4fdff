"""Prepares the changes since the reader's last view, since the previous submission, or since the live version."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.lazy_text import LazyText
from listings.content.changes import ContentChange
from listings.display.changes import ChangePresenter
from listings.display.place_names import translate_message
from listings.page_urls import control_id
from reviews.page.review_page import LIVE, LOOKED, ROUND, ReviewPage, submission_numbers
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.sections import section_of
from tilekit.sections.differences import ChangeKind, Difference

Item = dict[str, object]
_BASE_LABELS: dict[str, LazyText] = {
    LOOKED: gettext_lazy("Since you last looked"),
    ROUND: gettext_lazy("Since the previous submission"),
    LIVE: gettext_lazy("Since the live version"),
}


def changes_context(page_data: ReviewPage) -> dict[str, object]:
    """The template context of the changes: by section, what was dropped, in other files, and the possible bases."""
    content, others = page_data.content_change, ContentChange(files=_files_without_field(page_data))
    presenter = ChangePresenter(page_data.listing.pk, [content, others], url_of=partial(_url_of, page_data))
    shown, applied = presenter.present(content), {change.path for change in page_data.changes}
    dropped, other_files = _dropped(page_data), presenter.present(others)
    changes = (change for change in shown if change.difference.path in applied)
    groups = groupby(changes, key=lambda change: change.difference.section)
    return {
        "bases": base_items(page_data, "changes", has_numbers=True),
        "groups": [
            {"heading": translate_message(section_of(key).heading), "changes": list(part)} for key, part in groups
        ],
        "dropped": [change.place for change in shown if change.difference.path in dropped],
        "other_files": other_files,
        "gains": [*(change for change in shown if change.difference.path in applied), *other_files],
        "is_first": page_data.base is None,
        "jumps": {"number": len(applied), "next": "", "previous": ""} if applied else None,
    }


def base_items(page_data: ReviewPage, view: str, *, has_numbers: bool = False, **query: str) -> list[Item]:
    """The possible bases of comparison, as items of the `switch` component that link to a view of the page."""
    return [
        {
            "label": _numbered_label(page_data, name, pk) if has_numbers else _BASE_LABELS[name],
            "href": page_data.href(view, since=name, **query),
            "is_on": name == page_data.base_name and page_data.marks,
        }
        for name, pk in page_data.bases.items()
    ]


def change_jumps(page_data: ReviewPage, section: str) -> Item | None:
    """The buttons that lead from a section to the next and the previous one with changes; None without marked changes.

    A script first moves through the changes on the page.
    """
    keys = [item.key for item in page_data.sections if any(row.section == item.key for row in page_data.changes)]
    if not keys or not page_data.marks:
        return None
    order = [item.key for item in page_data.sections]
    place = order.index(section)
    after = next((key for key in keys if order.index(key) > place), keys[0])
    before = next((key for key in reversed(keys) if order.index(key) < place), keys[-1])
    return {
        "number": len(page_data.changes),
        "next": _jump(page_data, [row for row in page_data.changes if row.section == after]),
        "previous": _jump(page_data, [row for row in page_data.changes if row.section == before][::-1]),
    }


def _jump(page_data: ReviewPage, changes: Sequence[Difference]) -> str:
    """The URL of the first of the changes of a section that the page shows, or else of the section."""
    path = next((row.path for row in changes if row.kind is not ChangeKind.REMOVED), "")
    anchor = f"{control_id(path)}-field" if path else ""
    return page_data.href("content", anchor, section=changes[0].section, since=page_data.since)


def _dropped(page_data: ReviewPage) -> set[str]:
    """The paths of what is not part of the listing any more, because another choice of the partner rules it out: after
    a change of the configuration method, for example. Boxes that were not ticked are left out.
    """
    had_value = {change.path for change in page_data.content_change.differences if change.old not in (None, False)}
    return had_value - {change.path for change in page_data.changes}


def _numbered_label(page_data: ReviewPage, name: str, submission_id: UUID) -> str:
    """The label of a base of comparison, with its number if it belongs to this revision."""
    base, number = str(_BASE_LABELS[name]), submission_numbers(page_data).get(submission_id)
    return _("{base} (submission {round})").format(base=base, round=number) if number else base


def _url_of(page_data: ReviewPage, change: Difference) -> str:
    """The URL of the place of a change; "" if the place was removed."""
    if change.kind is ChangeKind.REMOVED:
        return ""
    if not change.section:
        return page_data.href("files", "file", file=change.path)
    return page_data.href("content", f"{control_id(change.path)}-field", section=change.section)


def _files_without_field(page_data: ReviewPage) -> dict[str, tuple[str, str]]:
    """{path: (sha256 before, after)} of changed files to which no field refers and that are not written from fields."""
    base, now = page_data.base, page_data.submission
    if base is None:
        return {}
    changes = page_data.content_change.differences
    shown = {name for change in changes for name in _names(change.old) | _names(change.new)}
    digests = {path: (base.files.get(path, ""), now.files.get(path, "")) for path in {*base.carried, *now.carried}}
    return {path: pair for path, pair in sorted(digests.items()) if path not in shown and pair[0] != pair[1]}


def _names(value: Json) -> set[str]:
    reference = FileRef.from_json(value)
    if reference:
        return {reference.name}
    cells = value.values() if isinstance(value, dict) else ()
    return {reference.name for cell in cells if (reference := FileRef.from_json(cell))}
