"""Who has a listing open now: recorded at every heartbeat of a page, removed when heartbeats stop.

Stored only in the cache. Two simultaneous writes may lose one until the next heartbeat. Nobody notices, because a
page is removed only after it missed two.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.queries import names_of
from tilekit.core.messages import translate
from tilekit.sections import STEPS

BEAT_SECONDS = 20
_SILENT = timedelta(seconds=2.5 * BEAT_SECONDS)
_MOST = 20
# {person: (step key, Unix time in seconds)}: plain values, because another version of the portal may read them.
_Noted = Mapping[UUID, tuple[str, float]]


class PresentPerson(Struct, frozen=True, kw_only=True):
    """Somebody who has the step open."""

    person_id: UUID
    step: str


def note_presence(revision_id: UUID, present: PresentPerson, *, now: datetime) -> list[PresentPerson]:
    """Record the reader of a page and return the others, latest heartbeat first; none if the cache is not writable."""
    key, since = f"present:{revision_id}", (now - _SILENT).timestamp()
    try:
        noted: _Noted = cache.get(key) or {}
        others = {person: beat for person, beat in noted.items() if person != present.person_id and beat[1] > since}
        mine = {present.person_id: (present.step, now.timestamp())}
        cache.set(key, {**others, **mine}, timeout=_SILENT.total_seconds())
    except OSError:
        return []
    newest = sorted(others.items(), key=lambda item: item[1][1], reverse=True)[:_MOST]
    return [PresentPerson(person_id=person, step=step) for person, (step, _at) in newest]


def people_of(others: Sequence[PresentPerson]) -> list[dict[str, object]]:
    """The people for the `presence` component; one query, none if nobody is there."""
    names = names_of(each.person_id for each in others) if others else {}
    titles = {step.key: translate(step.title, get_language() or "en") for step in STEPS}
    return [
        {
            "name": names[each.person_id],
            "does": _("{name} has {page} open").format(name=names[each.person_id], page=titles[each.step]),
            "edits": True,
        }
        for each in others
        if each.person_id in names and each.step in titles
    ]
