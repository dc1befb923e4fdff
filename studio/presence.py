"""Who has a listing open now: noted whenever a page of theirs asks, forgotten when it falls silent.

Kept in the cache alone. Two notes at the same moment may lose one of them until the next beat, which nobody sees: a
page is forgotten only after it missed two.
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
# {person: (key of the step, seconds since 1970)}: plain values, because another version of the portal may read them.
_Noted = Mapping[UUID, tuple[str, float]]


class Present(Struct, frozen=True, kw_only=True):
    """Somebody who has the step open."""

    person_id: UUID
    step: str


def note_presence(revision_id: UUID, present: Present, *, now: datetime) -> list[Present]:
    """Note the reader of a page and give the others, the last heard of first; nobody if the cache cannot be written."""
    key, since = f"present:{revision_id}", (now - _SILENT).timestamp()
    try:
        noted: _Noted = cache.get(key) or {}
        others = {person: beat for person, beat in noted.items() if person != present.person_id and beat[1] > since}
        mine = {present.person_id: (present.step, now.timestamp())}
        cache.set(key, {**others, **mine}, timeout=_SILENT.total_seconds())
    except OSError:
        return []
    newest = sorted(others.items(), key=lambda item: item[1][1], reverse=True)[:_MOST]
    return [Present(person_id=person, step=step) for person, (step, _at) in newest]


def people_of(others: Sequence[Present]) -> list[dict[str, object]]:
    """For the `presence` component; one query where somebody is there."""
    names = names_of(each.person_id for each in others) if others else {}
    titles = {step.key: translate(step.title, get_language() or "en") for step in STEPS}
    return [
        {
            "name": names[each.person_id],
            "does": _("has {page} open").format(page=titles[each.step]),
            "edits": True,
        }
        for each in others
        if each.person_id in names and each.step in titles
    ]
