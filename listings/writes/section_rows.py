"""Rows of sections in memory: loaded for a write, and given new values."""

from collections.abc import Collection

from listings.content.bundles import document_of
from listings.models import Revision, Section
from tilekit.core.section import Values
from tilekit.sections import SECTIONS, section_of

SECTION_KEYS = frozenset(section.key for section in SECTIONS)


def sections_of(revision: Revision, keys: Collection[str] = SECTION_KEYS) -> dict[str, Section]:
    """{key: section} of the revision, without the sections that the API stores for each plan.

    They are not locked, because sections are only written while their revision is locked.
    """
    rows = Section.objects.filter(revision=revision, key__in=keys, scope="")
    sections = {section.key: section for section in rows}
    for section in sections.values():
        section.revision = revision
    return sections


def set_document(section: Section, values: Values) -> bool:
    """Set the values on the row in memory. Returns False if nothing changes."""
    if section.document == values:
        return False
    declared = section_of(section.key)
    names = [name for name in {**section.document, **values} if section.document.get(name) != values.get(name)]
    if section.former is None:
        section.former = document_of(section).values
    section.version += 1
    section.changed = {**section.changed, **dict.fromkeys(names, section.version)}
    section.document, section.schema = values, declared.schema_number
    return True
