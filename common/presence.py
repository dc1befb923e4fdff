"""Records in the cache who has a subject open. Pages send heartbeats; people whose heartbeats stop are removed.

If two people write at the same time, one heartbeat may be lost. That does no harm, because a person is removed only
after two missing heartbeats.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from msgspec import Struct

from common.read_only import is_read_only

BEAT_SECONDS = 20
_PRESENT_FOR = timedelta(seconds=2.5 * BEAT_SECONDS)
_MAX_PEOPLE = 20
# {person: (page, Unix time in seconds)}: plain values, because another version of the portal may read them.
_Heartbeats = Mapping[UUID, tuple[str, float]]


class PresentPerson(Struct, frozen=True, kw_only=True):
    """A person who has a page about the subject open. page is a key, such as that of a step of the wizard."""

    person_id: UUID
    page: str


def record_presence(subject: str, present: PresentPerson, *, now: datetime) -> list[PresentPerson]:
    """Record that a person has a page open. Returns the other people, latest heartbeat first; [] without a cache.

    subject is a key, such as the ID of a revision. Nothing is recorded while writes are refused.
    """
    key, since = f"present:{subject}", (now - _PRESENT_FOR).timestamp()
    try:
        heartbeats: _Heartbeats = cache.get(key) or {}
        others = {
            person: beat for person, beat in heartbeats.items() if person != present.person_id and beat[1] > since
        }
        heartbeat = {present.person_id: (present.page, now.timestamp())}
        if not is_read_only():
            cache.set(key, {**others, **heartbeat}, timeout=_PRESENT_FOR.total_seconds())
    except OSError:
        return []
    newest = sorted(others.items(), key=lambda item: item[1][1], reverse=True)[:_MAX_PEOPLE]
    return [PresentPerson(person_id=person, page=page) for person, (page, _at) in newest]
