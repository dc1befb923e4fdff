"""Prepares a section of a submission: as customers see it, and field by field."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.previews import PreviewFrame, Query, preview_of
from files.errors import FileNotReadable
from listings.display.place_names import translate_message
from page_parts.counts import Count
from reviews.page.changes import base_items, change_jumps
from reviews.page.fields import Fields
from reviews.page.findings import ReviewFindings, counts_of
from reviews.page.review_page import OFF, ReviewPage
from reviews.page.threads import ReviewThreads
from reviews.teams import is_read_by
from tilekit.core.section import SectionDocument

Item = dict[str, object]


def content_context(
    page_data: ReviewPage, query: Query, *, threads: ReviewThreads, findings: ReviewFindings
) -> dict[str, object]:
    """The template context of the section in the URL, or else of the first section that the team reviews."""
    section = _current_section(page_data, query.get("section", ""))
    drawing = Fields(page_data, threads, findings)
    fields, of_section = drawing.of_section(section.key), findings.of_section(section.key)
    return {
        **_customer_view(page_data, section, query),
        "section": section.key,
        "heading": translate_message(section.heading),
        "jumps": change_jumps(page_data, section.key),
        "marks": _mark_options(page_data, section.key),
        "nav": [
            {**_nav_item(page_data, other, threads=threads, findings=findings), "is_current": other.key == section.key}
            for other in page_data.sections
        ],
        "fields": fields,
        "other_findings": drawing.findings_elsewhere(of_section),
        "section_threads": threads.by_path.get(section.key, ()),
        "section_drafts": threads.drafts.at(section.key),
        "lost_threads": [thread for thread in threads.all if thread.anchor.is_gone and thread.section == section.key],
        "section_comment_href": drawing.comment_href(section.key),
    }


def _customer_view(page_data: ReviewPage, section: type[SectionDocument], query: Query) -> dict[str, object]:
    """The tile with the tab of the section, unless the section is read-only or the files can't be read."""
    if section.is_read_only():
        return {"preview": None}
    frame = PreviewFrame(base=page_data.href("content", section=section.key), level=1)
    tab = {"tab": section.tab, "start": query.get("start", "")}
    try:
        return {"preview": preview_of(page_data.submission, tab, frame)}
    except FileNotReadable:
        return {"preview": None, "is_preview_unavailable": True}


def _mark_options(page_data: ReviewPage, section: str) -> list[Item]:
    """The options for marking changes; [] if there is nothing to compare with."""
    items = base_items(page_data, "content", section=section)
    off = {
        "label": _("Off"),
        "href": page_data.href("content", section=section, since=OFF),
        "is_on": not page_data.marks,
    }
    return [*items, off] if items else []


def _current_section(page_data: ReviewPage, section_key: str) -> type[SectionDocument]:
    for section in page_data.sections:
        if section.key == section_key:
            return section
    read = [candidate for candidate in page_data.sections if _is_read(page_data, candidate)]
    return (read or list(page_data.sections))[0]


def _is_read(page_data: ReviewPage, section: type[SectionDocument]) -> bool:
    names = [section.key, *(f"{section.key}.{name}" for name in section.fields)]
    return any(is_read_by(page_data.review.team, name) for name in names)


def _nav_item(
    page_data: ReviewPage, section: type[SectionDocument], *, threads: ReviewThreads, findings: ReviewFindings
) -> Item:
    """An item of the section list, with the number of findings, changed fields and open threads."""
    changed = sum(change.section == section.key for change in page_data.changes)
    open_threads = sum(thread.is_open and thread.section == section.key for thread in threads.all)
    return {
        "href": page_data.href("content", section=section.key, since=page_data.since),
        "label": translate_message(section.heading),
        "is_read": _is_read(page_data, section),
        "key": section.key,
        "changed": ngettext("{n} change", "{n} changes", changed).format(n=Count(changed)) if changed else "",
        "open_threads": open_threads,
        "findings": counts_of(findings.of_section(section.key)),
    }
