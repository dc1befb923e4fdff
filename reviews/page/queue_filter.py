"""The filter of the queue, which is part of its URL, and its controls: tabs, selects, chips and teams."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team
from common.actor import Actor
from common.filters import FilterSelect, ListFilter
from listings.models import ROUTES, Revision
from listings.states.revision_states import RevisionState
from listings.states.status_messages import Party
from reviews.models import Claim, Review
from reviews.page.queue_sort import DUE, QUEUE_SORTS, sort_options, sorted_order
from reviews.queries import reviews_decided_by, visible_open_reviews
from reviews.queries.waiting import WAITED_SINCE
from reviews.queries.workload import IS_ON_HOLD, WITH_PARTNERS, TeamLoad
from tilekit.core.kind import Route

WAITING, ON_HOLD, AWAY, DECIDED, ANY_STATE = "waiting", "hold", "away", "decided", "any"
MINE, NONE, OTHERS = "mine", "none", "others"
OWN_TEAMS, ALL_TEAMS = "", "all"
AGES = ("2", "5", "10")
PRESET_VIEW, LISTING_VIEW, REVIEW_VIEW = "", "listings", "reviews"
_IS_WAITING = Q(due_at__isnull=False)  # set together with waiting_since, but indexed
# No join: a revision is read only for reviews that do not wait.
_IS_WITH_PARTNER = Exists(Revision.objects.filter(pk=OuterRef("revision"), state__in=WITH_PARTNERS))
# Revisions in a state in which our staff must act, although none of their reviews waits. Read without a join too.
_FOR_STAFF = [state for state in RevisionState if state.row.status and state.row.status.turn.party is Party.STAFF]
_IS_FOR_STAFF = Q(revision__in=Revision.objects.filter(state__in=_FOR_STAFF))
# Conditions for open reviews. Decided reviews are those that the reader has decided, open or closed.
IN_STATE: Mapping[str, Q] = {
    WAITING: _IS_WAITING | _IS_FOR_STAFF,
    ON_HOLD: IS_ON_HOLD,
    AWAY: ~_IS_WAITING & Q(_IS_WITH_PARTNER),
    ANY_STATE: Q(),
}


class QueueFilter(ListFilter, frozen=True, kw_only=True):
    """The filter of the queue. team is "" (the reader's teams), `all` or a team; age is a minimum in days.

    q is searched in the names of listings and partners. view is whether each row is a listing or a review; "" is what
    suits the reader. sort is a column of the queue, with "-" in front for the other direction; "" is the state's order.
    """

    choices = {
        "team": {ALL_TEAMS, *Team.values},
        "state": {*IN_STATE, DECIDED},
        "claim": {MINE, NONE, OTHERS},
        "route": {route.value for route in Route},
        "age": set(AGES),
        "view": {LISTING_VIEW, REVIEW_VIEW},
        "sort": QUEUE_SORTS,
    }
    team: str = OWN_TEAMS
    state: str = WAITING
    claim: str = ""
    route: str = ""
    age: str = ""
    view: str = PRESET_VIEW
    sort: str = ""

    def is_by_listing(self, actor: Actor) -> bool:
        """Whether each row is a listing. The reader's own decisions are always listed one by one."""
        view = self.view or (LISTING_VIEW if sees_listings_first(actor) else REVIEW_VIEW)
        return view == LISTING_VIEW and self.state != DECIDED

    @property
    def narrows_tab(self) -> bool:
        """Whether fewer rows are shown than a tab has without other filters."""
        return bool(self.with_changes(state=WAITING, claim="", view=PRESET_VIEW, sort="").query)

    @property
    def shown_sort(self) -> str:
        """The column by which the rows are sorted, as in `sort`; "" for an order that no column has."""
        return self.sort or (DUE if self.state in {WAITING, ON_HOLD} else "")

    def order(self, actor: Actor) -> tuple[str, ...]:
        """The order of the rows, for `page_of`. By default, the newest decision or submission comes first."""
        if self.shown_sort:
            return sorted_order(self.shown_sort, by_listing=self.is_by_listing(actor))
        return ("-decided_at", "-pk") if self.state == DECIDED else ("-submission__submitted_at", "-pk")

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
            limit = now - timedelta(days=int(self.age))
            rows = rows.filter(waiting_since__lte=limit).alias(waits_since=WAITED_SINCE).filter(waits_since__lte=limit)
        if self.q:
            listing, partner = "revision__listing__name__icontains", "revision__listing__organisation__name__icontains"
            rows = rows.filter(Q(**{listing: self.q}) | Q(**{partner: self.q}))
        return rows

    def select(self, rows: QuerySet[Review]) -> QuerySet[Review]:
        """Apply state and claim of the filter. If it has a claim, rows must be from `with_claims`."""
        by_claim = {MINE: Q(is_mine=True), NONE: Q(is_claimed=False), OTHERS: Q(is_claimed=True, is_mine=False)}
        return rows.filter(IN_STATE.get(self.state, Q()), by_claim.get(self.claim, Q()))


def sees_listings_first(actor: Actor) -> bool:
    """Whether the queue has a row for each listing unless the actor chooses: leads and admins follow whole listings."""
    return actor.is_admin or actor.is_lead


def with_claims(rows: QuerySet[Review], person_id: UUID | None, *, now: datetime) -> QuerySet[Review]:
    """Annotate the rows with is_claimed and is_mine. Idle claims don't count."""
    claims = Claim.objects.filter(Claim.unexpired(now), review=OuterRef("pk"), released_at=None)
    return rows.annotate(is_claimed=Exists(claims), is_mine=Exists(claims.filter(person=person_id)))


COUNTED_UP_TO = 1000
Item = dict[str, object]


def queue_url(filters: QueueFilter, after: str = "") -> str:
    """The URL of the queue with the filter, after a cursor."""
    query = urlencode({**filters.query, **({"after": after} if after else {})})
    return reverse("reviews:queue") + (f"?{query}" if query else "")


def tabs(filters: QueueFilter, counts: Mapping[str, int]) -> list[Item]:
    """Tabs for the most used combinations of state and claim, each with its number of reviews, if that was counted.

    Without counts, another page than the queue shows them, and none is current.
    """
    presets = (
        (_("All waiting"), WAITING, "", counts.get("waiting")),
        (_("Yours"), WAITING, MINE, counts.get("mine")),
        (_("Unclaimed"), WAITING, NONE, counts.get("unclaimed")),
        (_("On hold"), ON_HOLD, "", counts.get("hold")),
        (_("With partners"), AWAY, "", counts.get("away")),
        (_("Decided by you"), DECIDED, "", counts.get("decided")),
    )
    return [
        {
            "label": label,
            "href": queue_url(filters.with_changes(state=state, claim=claim)),
            "count": _("1,000+") if count is not None and count > COUNTED_UP_TO else count,
            "is_current": bool(counts) and (filters.state, filters.claim) == (state, claim),
        }
        for label, state, claim, count in presets
    ]


def selects(filters: QueueFilter, actor: Actor) -> list[FilterSelect]:
    """The selects for team, route, state, claim and age."""
    of_reader = [(OWN_TEAMS, _("Your teams"))] if actor.teams else [(OWN_TEAMS, _("All teams"))]
    everybody = [(ALL_TEAMS, _("All teams"))] if actor.teams else []
    ages = [
        (age, ngettext("Waiting {n} day or more", "Waiting {n} days or more", int(age)).format(n=age)) for age in AGES
    ]
    states = [
        (WAITING, _("Waiting for reviewers")),
        (ON_HOLD, _("On hold")),
        (AWAY, _("With partners")),
        (DECIDED, _("Decided by you")),
        (ANY_STATE, _("Any state")),
    ]
    claims = [
        ("", _("Any claim")),
        (MINE, _("Claimed by you")),
        (NONE, _("Unclaimed")),
        (OTHERS, _("Claimed by colleagues")),
    ]
    return [
        filters.form_select("team", _("Team"), [*of_reader, *everybody, *Team.choices]),
        filters.form_select("route", _("Catalogue section"), [("", _("Any catalogue section")), *ROUTES]),
        filters.form_select("state", _("State"), states),
        filters.form_select("claim", _("Claim"), claims),
        filters.form_select("age", _("Waiting time"), [("", _("Any waiting time")), *ages]),
        filters.form_select("sort", _("Order"), list(sort_options())),
    ]


def view_items(filters: QueueFilter, actor: Actor) -> list[Item]:
    """The items of the switch between a row for each listing and one for each review. The preset has the short URL."""
    preset = LISTING_VIEW if sees_listings_first(actor) else REVIEW_VIEW
    labels = {LISTING_VIEW: _("By listing"), REVIEW_VIEW: _("By review")}
    is_by_listing = filters.is_by_listing(actor)
    return [
        {
            "label": label,
            "href": queue_url(filters.with_changes(view=PRESET_VIEW if view == preset else view)),
            "is_on": (view == LISTING_VIEW) is is_by_listing,
        }
        for view, label in labels.items()
    ]


def chips(filters: QueueFilter, shown_selects: Iterable[FilterSelect]) -> list[dict[str, str]]:
    """The active filters, each with the URL of the queue without it. Tabs and heads show state, claim and order."""
    shown = [select for select in shown_selects if select.name not in {"state", "claim", "sort"}]
    return filters.chips(shown, queue_url)


def team_links(filters: QueueFilter, loads: Iterable[TeamLoad]) -> list[Item]:
    """Links to the queue of each team, with the numbers of waiting and overdue reviews."""
    return [
        {
            "label": load.label,
            "href": queue_url(filters.with_changes(team=load.team)),
            "waiting": load.waiting,
            "overdue": load.overdue,
            "is_on": filters.team == load.team,
        }
        for load in loads
    ]
