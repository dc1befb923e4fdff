"""Tables of what teams and people have in hand, and what they decided."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Team, TeamMembership
from accounts.queries import names_of
from common.actor import Actor
from insights.measures import InsightMeasure
from insights.page.numbers import Numbers
from insights.page.tables import InsightRow, InsightTable, number_cell, share_of
from reviews.models import Claim
from reviews.queries import team_loads, visible_open_reviews

_Claims = Mapping[tuple[str, UUID], int]


def load_tables(numbers: Numbers, actor: Actor, now: datetime) -> list[InsightTable]:
    """The table of teams, and that of the people in the teams that the actor leads; admins see those of all teams."""
    claims = _claims(actor, now)
    tables = [_team_table(numbers, actor, claims=claims, now=now)]
    led = [team for team in _selected(numbers) if actor.is_admin or actor.leads(team)]
    return [*tables, _people_table(numbers, led, claims)] if led else tables


def _selected(numbers: Numbers) -> list[str]:
    return [numbers.filters.team] if numbers.filters.team else list(Team.values)


def _claims(actor: Actor, now: datetime) -> _Claims:
    """{(team, person ID): reviews that the person has claimed}. One query."""
    claims = Claim.objects.filter(Claim.unexpired(now), released_at=None)
    rows = claims.filter(review__in=visible_open_reviews(actor)).values_list("review__team", "person_id")
    return Counter(rows)


def _decisions(numbers: Numbers, measure: InsightMeasure) -> Mapping[str, Counter[str]]:
    return numbers.added(measure, group=lambda row: row.team, teams=True)


def _team_table(numbers: Numbers, actor: Actor, *, claims: _Claims, now: datetime) -> InsightTable:
    loads = team_loads(actor, now)
    decided = [_decisions(numbers, measure) for measure in (InsightMeasure.APPROVED, InsightMeasure.RETURNED)]
    teams = _selected(numbers)
    most_waiting = max(loads[team].waiting for team in teams)
    rows = []
    for team in teams:
        waiting, overdue = loads[team].waiting, loads[team].overdue
        claimed = sum(number for (of_team, _person), number in claims.items() if of_team == team)
        counts = (waiting, overdue, claimed, *(of_verdict.get(team, Counter()).total() for of_verdict in decided))
        share = share_of(waiting, most_waiting)
        rows.append(InsightRow(label=str(Team(team).label), cells=[*map(number_cell, counts)], share=share))
    return InsightTable(
        name="teams",
        title=_("Load of teams"),
        definition=[
            _("Waiting, overdue and claimed are the numbers of reviews right now, of all kinds of listings."),
            _("Approvals and returns are the decisions in the selected period. Rejections count as returns."),
        ],
        first_column=_("Team"),
        columns=[_("Waiting"), _("Overdue"), _("Claimed"), _("Approvals"), _("Returns")],
        rows=rows,
        empty="",
    )


def _people_table(numbers: Numbers, teams: Sequence[str], claims: _Claims) -> InsightTable:
    members = TeamMembership.objects.filter(team__in=teams).values_list("team", "person_id")
    names = names_of({person for _team, person in members})
    approved, returned = (
        _decisions(numbers, measure) for measure in (InsightMeasure.APPROVED, InsightMeasure.RETURNED)
    )
    rows = []
    for team in teams:
        people = {person for of_team, person in members if of_team == team}
        for person in sorted(people, key=lambda person: names.get(person, "").casefold()):
            decided = (approved.get(team, Counter())[str(person)], returned.get(team, Counter())[str(person)])
            rows.append(_person_row(names.get(person, ""), team, (claims.get((team, person), 0), *decided)))
        former = [_former(counts.get(team, Counter()), people) for counts in (approved, returned)]
        if any(former):
            rows.append(_person_row(_("Former reviewers"), team, (0, *former)))
    return InsightTable(
        name="people",
        title=_("Load of people"),
        definition=[
            _("Only leads of a team and admins see this table. Approvals that were carried over don't count."),
            _("Former reviewers are people who have left the team, as one number."),
        ],
        first_column=_("Reviewer"),
        note_column=_("Team"),
        columns=[_("Claimed"), _("Approvals"), _("Returns")],
        rows=rows,
        empty=_("These teams have no members."),
    )


def _person_row(name: str, team: str, counts: Sequence[int]) -> InsightRow:
    return InsightRow(label=name, note=str(Team(team).label), cells=[number_cell(number) for number in counts])


def _former(counts: Mapping[str, int], people: set[UUID]) -> int:
    members = {str(person) for person in people}
    return sum(number for person, number in counts.items() if person not in members)
