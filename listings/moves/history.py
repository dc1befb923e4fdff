"""The history of a section: one entry per burst of edits, the last twenty plus those that a submission froze."""

from datetime import datetime, timedelta

from common.actions import in_transaction
from common.actor import Actor
from listings.models import Amendment, Section, SectionVersion
from listings.renames import Moves, joined

BURST = timedelta(minutes=2)
KEPT_ENTRIES = 20
_FIRST = 1


@in_transaction
def remember(section: Section, *, moves: Moves, by: Actor, now: datetime, amendment: Amendment | None = None) -> None:
    """Add the section's current document to its history. Edits of one author in a burst share an entry.

    The first version and each amendment have an entry of their own, so that an amendment can be undone.
    """
    entries = SectionVersion.objects.filter(section=section)
    # The newest entry is that of the previous version; one statement tests whether it can be extended and does so.
    mine = entries.filter(version=section.version - 1, is_kept=False, by=by.id, started_at__gt=now - BURST)
    burst = mine.filter(amendment=None) if amendment is None else mine.none()
    grown = {"version": section.version, "document": section.document, "schema": section.schema, "at": now}
    if moves and (last := burst.first()):
        grown["moves"] = joined(last.moves, moves)
    if section.version > _FIRST + 1 and burst.update(**grown):
        return
    SectionVersion.objects.create(
        section=section,
        version=section.version,
        document=section.document,
        schema=section.schema,
        moves=dict(moves),
        by=by.id,
        started_at=now,
        at=now,
        amendment=amendment,
    )
    _thin_out(section)


def _thin_out(section: Section) -> None:
    entries = SectionVersion.objects.filter(section=section, is_kept=False).order_by("-version")
    for entry in reversed(list(entries[KEPT_ENTRIES:])):
        heir = SectionVersion.objects.filter(section=section, version__gt=entry.version).order_by("version").first()
        if heir is not None and entry.moves:  # keep the renames: comments follow them
            heir.moves = joined(entry.moves, heir.moves)
            heir.save(update_fields=["moves"])
        entry.delete()
