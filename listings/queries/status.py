"""The one honest status line of each revision."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec.structs import replace

from common.actor import Actor
from listings import registry
from listings.models import Revision
from listings.queries.durations import Durations, durations_of
from listings.registry import Party, Side, StatusLine
from listings.states import State

Known = Mapping[str, Mapping[UUID, object]]
_PREDICTED = frozenset({Party.STAFF, Party.SYSTEM})


def status_of(revisions: Sequence[Revision], *, to: Actor) -> dict[UUID, StatusLine]:
    """Who waits for whom, by revision id, in words for the reader; facts and history are read once for all of them.

    Revisions come with listing and organisation loaded.
    """
    lines = status_now(revisions, to=to, known={})
    predicted = [revision for revision in revisions if lines[revision.pk].party in _PREDICTED]
    known = durations_of(predicted)
    for revision in predicted:
        if not lines[revision.pk].likely:
            likely = likely_text(known.get((revision.state, revision.listing.route)))
            lines[revision.pk] = replace(lines[revision.pk], likely=likely)
    return lines


def status_now(revisions: Sequence[Revision], *, to: Actor, known: Known) -> dict[UUID, StatusLine]:
    """As `status_of`, without how long it is likely to last; known facts are not read again."""
    needed = {registry.status_lines[State(revision.state)].needs for revision in revisions} - {""}
    facts = {name: known.get(name) or registry.facts_of[name](revisions) for name in sorted(needed)}
    side = Side.of(to)
    return {revision.pk: _line(revision, facts).seen_by(side) for revision in revisions}


def _line(revision: Revision, facts: Known) -> StatusLine:
    held = registry.status_lines[State(revision.state)]
    found: StatusLine = held.function(revision, facts[held.needs][revision.pk] if held.needs else revision)  # type: ignore[assignment]  # what the registry takes
    return found


def likely_text(durations: Durations | None) -> str:
    """When it is likely to be over, in words."""
    if durations is None:
        return _("Not enough history to say when.")
    return _("Usually within {median}, nine times out of ten within {most}.").format(
        median=in_words(durations.median), most=in_words(durations.most)
    )


def in_words(length: timedelta) -> str:
    """A length of time in its largest unit, rounded up: "3 days", "5 hours", "1 minute"."""
    minutes = max(1, -(-length // timedelta(minutes=1)))
    if minutes < 60:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if minutes < 48 * 60:
        hours = -(-minutes // 60)
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    days = -(-minutes // (24 * 60))
    return ngettext("{n} day", "{n} days", days).format(n=days)
