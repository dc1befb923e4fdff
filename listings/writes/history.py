"""Writes the history of sections: the last twenty entries, and those that a submission froze."""

from datetime import datetime, timedelta
from uuid import UUID

from common.actions import in_transaction
from common.actor import Actor
from listings.content.renames import RenameMap, combine_renames
from listings.models import AppliedFix, Section, SectionVersion
from listings.writes.attestations import newly_unticked
from tilekit.sections.configuration import Configuration

BURST = timedelta(minutes=2)
MAX_HISTORY_ENTRIES = 20
_FIRST = 1


@in_transaction
def add_history_entry(
    section: Section,
    *,
    renames: RenameMap,
    by: Actor,
    now: datetime,
    applied_fix: AppliedFix | None = None,
    suggested_by: UUID | None = None,
) -> None:
    """Add the section's current document to its history. Edits that an author makes within BURST share an entry.

    The first version, each applied fix, each accepted suggestion and each change of the configuration method have their
    own entries: a fix can be undone, a suggestion has another author (suggested_by), and the methods that were chosen
    before stay known.
    """
    unticked = newly_unticked(section)
    is_edit = applied_fix is None and suggested_by is None and not unticked
    if is_edit and _extends_burst(section, renames, by=by, now=now):
        return
    SectionVersion.objects.create(
        section=section,
        version=section.version,
        document=section.document,
        schema=section.schema,
        renames=dict(renames),
        by=by.id,
        started_at=now,
        at=now,
        applied_fix=applied_fix,
        suggested_by=suggested_by,
        unticked=unticked,
    )
    _prune(section)


def _extends_burst(section: Section, renames: RenameMap, *, by: Actor, now: datetime) -> bool:
    """Extend the entry of the previous version if it belongs to the same burst of edits, with one statement."""
    if section.version <= _FIRST + 1 or _changes_method(section):
        return False
    entries = SectionVersion.objects.filter(section=section, version=section.version - 1, is_submitted=False, by=by.id)
    burst = entries.filter(started_at__gt=now - BURST, applied_fix=None, suggested_by=None)
    grown = {"version": section.version, "document": section.document, "schema": section.schema, "at": now}
    if renames and (last := burst.first()):
        grown["renames"] = combine_renames(last.renames, renames)
    return burst.update(**grown) > 0


def _changes_method(section: Section) -> bool:
    name, former = Configuration.code_type.name, section.former or {}
    return section.key == Configuration.key and former.get(name) != section.document.get(name)


def _prune(section: Section) -> None:
    entries = SectionVersion.objects.filter(section=section, is_submitted=False).order_by("-version")
    for entry in reversed(list(entries[MAX_HISTORY_ENTRIES:])):
        heir = SectionVersion.objects.filter(section=section, version__gt=entry.version).order_by("version").first()
        if heir is not None and entry.renames:  # comments need the renames to find their records
            heir.renames = combine_renames(entry.renames, heir.renames)
            heir.save(update_fields=["renames"])
        entry.delete()
