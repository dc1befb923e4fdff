"""The filter of the audit page, which is part of its address."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Self

from django.db.models import QuerySet
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from audit.models import Event
from audit.queries import events_with_verb
from common.actor import ActorKind
from common.lazy_text import LazyText
from common.requests import parse_uuid
from operations import queries

# The kinds of object whose events have an index.
OBJECT_KINDS: Mapping[str, LazyText] = {
    "listing": gettext_lazy("Listing"),
    "revision": gettext_lazy("Revision"),
    "organisation": gettext_lazy("Organisation"),
    "person": gettext_lazy("Person"),
}
_MAX_VALUE = 100


class AuditFilter(Struct, frozen=True, kw_only=True):
    """who is a name or ID of an actor, about that of an object of a kind or of any, since and until are days.

    People share and edit addresses, so values that are not possible are ignored.
    """

    who: str = ""
    kind: str = ""
    about: str = ""
    verb: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """The filter in the query of an address. `listing` is short for an object of that kind."""
        values = {name: query.get(name, "").strip()[:_MAX_VALUE] for name in cls.__struct_fields__}
        if "listing" in query:
            values |= {"kind": "listing", "about": query["listing"][:_MAX_VALUE]}
        if values["kind"] not in OBJECT_KINDS:
            values["kind"] = ""
        for name in ("since", "until"):
            day = _day(values[name])
            values[name] = day.isoformat() if day else ""  # the only form that the field of the page shows
        return cls(**values)

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the address that are set."""
        return {name: value for name in self.__struct_fields__ if (value := getattr(self, name))}

    def select(self, events: QuerySet[Event], *, for_admin: bool) -> QuerySet[Event]:
        """The events that match. E-mail addresses are searched for_admin only. Up to seven queries for names."""
        if self.verb:
            # Of an object, or of a person, there are fewer events than with a verb.
            is_only = for_admin and not (self.who or self.about)
            events = events_with_verb(self.verb) if is_only else events.filter(verb=self.verb)
        if self.who:
            events = self._by_actor(events, for_admin=for_admin)
        if self.about:
            key = parse_uuid(self.about)
            kinds = [self.kind] if self.kind else list(OBJECT_KINDS)
            objects = {
                kind: [key] if key else queries.object_ids(kind, self.about, with_addresses=for_admin) for kind in kinds
            }
            events = queries.about_any(events, objects)
        if since := _day(self.since):
            events = events.filter(at__gte=_midnight(since))
        if until := _day(self.until):
            events = events.filter(at__lt=_midnight(until + timedelta(days=1)))
        return events

    def _by_actor(self, events: QuerySet[Event], *, for_admin: bool) -> QuerySet[Event]:
        if self.who.lower() == _("Portal").lower():
            return events.filter(actor_id=None, actor_kind=ActorKind.SYSTEM)
        key = parse_uuid(self.who)
        ids = [key] if key else queries.actor_ids(self.who, with_addresses=for_admin)
        return events.filter(actor_id__in=ids)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 9999 else None


def _midnight(day: date) -> datetime:
    """The start of the day in the reader's time zone."""
    return make_aware(datetime.combine(day, time.min))
