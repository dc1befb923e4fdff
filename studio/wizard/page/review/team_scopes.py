"""The teams that must approve a submission, and what each reads."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from accounts.models import Team
from common.lists import joined_facts
from listings.display.place_names import place_name
from reviews.calendar import business_days_until
from reviews.queries import live_documents, next_due_dates, standing_approvals
from reviews.queries.calendars import calendars_of
from reviews.teams import Documents, changed_parts, filled_in, required_teams, scope_in
from studio.wizard.page.wizard import Wizard

_APPROVED = _("The team has approved this content and does not review it again.")


class TeamScope(Struct, frozen=True, kw_only=True):
    """A team that must approve, a description of the content that it reviews, and why it reviews it, or need not again.

    days is the number of business days until the answer is due, 0 if the team has approved this content already.
    """

    team: str
    days: int
    reads: str
    why: str


def team_scopes(wizard: Wizard) -> list[TeamScope]:
    """The teams that must approve the current draft."""
    documents = filled_in(wizard.documents, wizard.kind)
    live = live_documents(wizard.revision.listing)
    teams = required_teams(documents, live)
    now, is_first = timezone.now(), not wizard.revision.submission_number
    due_dates, calendars = next_due_dates(wizard.revision, teams, now), calendars_of(teams)
    approvals = standing_approvals(wizard.revision, teams, documents, now=now)
    return [
        TeamScope(
            team=str(Team(team).label),
            days=0 if team in approvals else business_days_until(due_dates[team], now, calendars[team]),
            reads=joined_facts(scope_in(team, documents)),
            why=str(_APPROVED) if team in approvals else _why_required(team, documents, live, is_first=is_first),
        )
        for team in teams
    ]


def _why_required(team: str, documents: Documents, live: Documents | None, *, is_first: bool) -> str:
    if live is None:
        return str(_("This is the first submission.") if is_first else _("The team has not approved this content yet."))
    places = list(dict.fromkeys(place_name(path) for path in changed_parts(team, documents, live)))
    return str(_("Changed since the live version: {places}")).format(places=joined_facts(places))
