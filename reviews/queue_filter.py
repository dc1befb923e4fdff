"""The filter of the queue, which is part of its URL."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from msgspec import Struct
from msgspec.structs import fields, replace

from accounts.models import Team
from common.actor import Actor
from common.filter_query import read_choices, read_search_text
from listings.models import Revision
from listings.states.revision_states import AT_WORK, RevisionState
from reviews.guards import CLAIM_IDLE
from reviews.models import Claim, Review
from reviews.queries import reviews_decided_by, visible_open_reviews
from tilekit.core.kind import Route

WAITING, AWAY, DECIDED, ANY = "waiting", "away", "decided", "any"
MINE, NONE, OTHERS = "mine", "none", "others"
OWN_TEAMS, ALL_TEAMS = "", "all"
AGES = ("2", "5", "10")
_WITH_PARTNERS = (*AT_WORK, RevisionState.SUBMITTED)
_IS_WAITING = Q(due_at__isnull=False)  # set together with waiting_since, but indexed
# No join: a revision is read only for reviews that do not wait.
_IS_WITH_PARTNER = Exists(Revision.objects.filter(pk=OuterRef("revision"), state__in=_WITH_PARTNERS))
# Conditions for open reviews. Decided reviews are those that the reader has decided, open or closed.
IN_STATE = {
    WAITING: _IS_WAITING,
    AWAY: ~_IS_WAITING & Q(_IS_WITH_PARTNER),
    ANY: Q(),
}
_CHOICES = {
    "team": {ALL_TEAMS, *Team.values},
    "state": {*IN_STATE, DECIDED},
    "claim": {MINE, NONE, OTHERS},
    "route": {route.value for route in Route},
    "age": set(AGES),
}


class QueueFilter(Struct, frozen=True, kw_only=True):
    """The filter of the queue. team is "" (the reader's teams), `all` or a team; age is a minimum in days.

    q is searched in the names of listings and partners.
    """

    team: str = OWN_TEAMS
    state: str = WAITING
    claim: str = ""
    route: str = ""
    age: str = ""
    q: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "QueueFilter":
        """Read the filter from the URL, ignoring invalid values."""
        return cls(**read_choices(query, _CHOICES), q=read_search_text(query))

    def with_changes(self, **changes: str) -> "QueueFilter":
        """A copy of the filter with these changes."""
        return replace(self, **changes)

    @property
    def query(self) -> str:
        """The filter as a query string, without default values."""
        default = QueueFilter()
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return urlencode({name: value for name, value in values.items() if value != getattr(default, name)})

    def teams(self, actor: Actor) -> list[str]:
        """The teams whose reviews are shown: by default those of the actor, or all for an actor without teams."""
        if self.team == OWN_TEAMS:
            return [team for team in Team.values if team in actor.teams] or list(Team.values)
        return list(Team.values) if self.team == ALL_TEAMS else [self.team]

    def open_reviews(self, actor: Actor, *, now: datetime) -> QuerySet[Review]:
        """The open reviews, with all parts of the filter except state and claim."""
        return self._narrowed(visible_open_reviews(actor).filter(team__in=self.teams(actor)), now=now)

    def decided_reviews(self, actor: Actor, *, now: datetime) -> QuerySet[Review]:
        """The reviews that the actor has decided, with these parts of the filter. By default, for any team."""
        rows = reviews_decided_by(actor)
        return self._narrowed(rows if self.team == OWN_TEAMS else rows.filter(team__in=self.teams(actor)), now=now)

    def _narrowed(self, rows: QuerySet[Review], *, now: datetime) -> QuerySet[Review]:
        if self.route:
            rows = rows.filter(revision__listing__route=self.route)
        if self.age:
            rows = rows.filter(waiting_since__lte=now - timedelta(days=int(self.age)))
        if self.q:
            listing, partner = "revision__listing__name__icontains", "revision__listing__organisation__name__icontains"
            rows = rows.filter(Q(**{listing: self.q}) | Q(**{partner: self.q}))
        return rows

    def select(self, rows: QuerySet[Review]) -> QuerySet[Review]:
        """Apply state and claim of the filter. If it has a claim, rows must be from `with_claims`."""
        by_claim = {MINE: Q(is_mine=True), NONE: Q(is_claimed=False), OTHERS: Q(is_claimed=True, is_mine=False)}
        return rows.filter(IN_STATE.get(self.state, Q()), by_claim.get(self.claim, Q()))


def with_claims(rows: QuerySet[Review], person_id: UUID | None, *, now: datetime) -> QuerySet[Review]:
    """Annotate the rows with is_claimed and is_mine. Idle claims don't count."""
    claims = Claim.objects.filter(review=OuterRef("pk"), released_at=None, active_at__gt=now - CLAIM_IDLE)
    return rows.annotate(is_claimed=Exists(claims), is_mine=Exists(claims.filter(person=person_id)))
