"""The history of a section: one entry for an author's burst, the last twenty and what a submission froze."""

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
    """Keep the section's present document. The author's burst grows its own entry; the first version stays.

    What an amendment wrote gets an entry of its own, so that it can be undone.
    """
    entries = SectionVersion.objects.filter(section=section)
    # The newest entry is that of the version before: one statement finds out whether it may grow, and lets it.
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
        if heir is not None and entry.moves:  # what was renamed stays known: comments follow it
            heir.moves = joined(entry.moves, heir.moves)
            heir.save(update_fields=["moves"])
        entry.delete()
