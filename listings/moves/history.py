"""The history of a section: one entry for an author's burst, the last twenty and what a submission froze."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from common.actions import in_transaction
from common.actor import Actor
from listings.models import Section, SectionVersion

BURST = timedelta(minutes=2)
KEPT_ENTRIES = 20
Moves = Mapping[str, str]


@in_transaction
def remember(section: Section, *, moves: Moves, by: Actor, now: datetime) -> SectionVersion:
    """Keep the section's present document. The author's burst grows its own entry; the first version stays."""
    last = SectionVersion.objects.filter(section=section).order_by("-version").first()
    if last is not None and _is_same_burst(last, by=by, now=now):
        last.moves = joined(last.moves, moves)
        last.version, last.document, last.schema, last.at = section.version, section.document, section.schema, now
        last.save()
        return last
    entry = SectionVersion.objects.create(
        section=section,
        version=section.version,
        document=section.document,
        schema=section.schema,
        moves=dict(moves),
        by=by.id,
        started_at=now,
        at=now,
    )
    if last is not None:
        _thin_out(section)
    return entry


def joined(first: Moves, second: Moves) -> dict[str, str]:
    """{old name: new name} over two saves: a record that was renamed twice moved once."""
    followed = {old: second.get(new, new) for old, new in first.items()}
    started = {old: new for old, new in second.items() if old not in first.values()}
    return {old: new for old, new in {**started, **followed}.items() if old != new}


def _is_same_burst(last: SectionVersion, *, by: Actor, now: datetime) -> bool:
    is_fresh = last.version > 1 and not last.is_kept
    return is_fresh and last.by == by.id and now - last.started_at < BURST


def _thin_out(section: Section) -> None:
    entries = SectionVersion.objects.filter(section=section, is_kept=False).order_by("-version")
    beyond = entries.values_list("version", flat=True)[KEPT_ENTRIES : KEPT_ENTRIES + 1]
    for version in beyond:
        entries.filter(version__lte=version).delete()
