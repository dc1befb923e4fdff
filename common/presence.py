"""Records in the cache who has a listing open. Pages send heartbeats; people whose heartbeats stop are removed.

If two people write at the same time, one heartbeat may be lost. That does no harm, because a person is removed only
after two missing heartbeats.
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
_PRESENT_FOR = timedelta(seconds=2.5 * BEAT_SECONDS)
_MAX_PEOPLE = 20
# {person: (step key, Unix time in seconds)}: plain values, because another version of the portal may read them.
_Heartbeats = Mapping[UUID, tuple[str, float]]


class PresentPerson(Struct, frozen=True, kw_only=True):
    """A person who has a step of the wizard open."""

    person_id: UUID
    step: str


def record_presence(revision_id: UUID, present: PresentPerson, *, now: datetime) -> list[PresentPerson]:
    """Record that a person has a page open. Returns the other people, latest heartbeat first; [] without a cache."""
    key, since = f"present:{revision_id}", (now - _PRESENT_FOR).timestamp()
    try:
        heartbeats: _Heartbeats = cache.get(key) or {}
        others = {
            person: beat for person, beat in heartbeats.items() if person != present.person_id and beat[1] > since
        }
        heartbeat = {present.person_id: (present.step, now.timestamp())}
        cache.set(key, {**others, **heartbeat}, timeout=_PRESENT_FOR.total_seconds())
    except OSError:
        return []
    newest = sorted(others.items(), key=lambda item: item[1][1], reverse=True)[:_MAX_PEOPLE]
    return [PresentPerson(person_id=person, step=step) for person, (step, _at) in newest]


def presence_items(others: Sequence[PresentPerson]) -> list[dict[str, object]]:
    """Items of the `presence` component. At most one query."""
    names = names_of(person.person_id for person in others) if others else {}
    titles = {step.key: translate(step.title, get_language() or "en") for step in STEPS}
    return [
        {
            "name": names[person.person_id],
            "does": _("{name} has {page} open").format(name=names[person.person_id], page=titles[person.step]),
            "edits": True,
        }
        for person in others
        if person.person_id in names and person.step in titles
    ]
