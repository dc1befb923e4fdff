"""What a small history counts, and that counting again, late events and deletions change only what they should."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from common.actor import TeamRole
from common.ids import lowest_id
from insights.measures import rounded_hours
from insights.models import InsightMonth, MonthCounts, RevisionCounts, RollUp
from insights.queries import changed_revisions
from listings.actions import change_state
from listings.lifecycle.revisions import REVISION
from reviews.actions import retract_decision
from reviews.actions.incidents import end_incident, start_incident
from reviews.models import Decision, TeamCalendar
from reviews.waiting_times import percentile_of
from tests.insights.scene import History, counts, stored
from tests.reviews.scene import DOCS, FIRST_TEAMS, after, reviewer_for
from validation.models import ShownBlocker

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values, median, most",
    [((), None, None), ((5,), 5, 5), ((1, 9), 1, 9), ((3, 1, 2), 2, 3), ((1, 2, 3, 4), 2, 4), (range(1, 11), 5, 9)],
)
def test_percentiles_are_values_that_occur(values: Iterable[int], median: int | None, most: int | None) -> None:
    numbers = dict.fromkeys(values, 1)

    assert (percentile_of(numbers, 50), percentile_of(numbers, 90)) == (median, most)


def test_percentile_counts_repeated_values() -> None:
    assert percentile_of({1: 6, 100: 4}, 50) == 1
    assert percentile_of({1: 4, 100: 6}, 50) == 100


@pytest.mark.parametrize(
    "hours, rounded",
    [(0, 0), (0.9, 0), (1, 1), (71.9, 71), (72, 72), (77, 72), (78, 78), (720, 720), (743, 720), (744, 744)],
)
def test_long_durations_are_rounded_down_to_larger_steps(hours: float, rounded: int) -> None:
    assert rounded_hours(timedelta(hours=hours)) == rounded


def test_listing_counts_its_times(history: History) -> None:
    listing = counts()

    assert listing["response"] == {"26": 1}  # Monday 09:00 to Tuesday 11:00
    assert listing["response_days"] == {"1": 1}
    assert listing["approval"] == {"78": 1}
    assert listing["live"] == {"240": 1}
    assert listing["submissions"] == {"2": 1}


def test_teams_count_from_the_start_of_their_review(history: History) -> None:
    assert {team: counts(team)["response"] for team in FIRST_TEAMS} == {
        "engineering": {"2": 1},  # the first decision is about the second submission
        "product_design": {"3": 1},
        "documentation": {"26": 1},
        "ecosystems": {"6": 1},
    }
    assert {team: counts(team)["approval"] for team in FIRST_TEAMS} == {
        "engineering": {"72": 1},  # 74, 75 and 76 hours, rounded down
        "product_design": {"72": 1},
        "documentation": {"72": 1},
        "ecosystems": {"78": 1},
    }


def test_holds_and_incidents_do_not_count(history: History) -> None:
    lead, admin = reviewer_for(DOCS, role=TeamRole.LEAD), reviewer_for(is_admin=True)
    begin, end = {"reason": "Trademark", "note": "We ask our lawyers."}, dict[str, str]()
    for verb, hours, texts in (("put on hold", 1, begin), ("end hold", 7, end)):
        now = after(hours=hours)
        change_state(REVISION, history.scene.revision_id, verb, parameters=texts, seen=None, by=lead, now=now)
    for team, hours, until in (("", 73, 75), (DOCS, 2, 26)):
        incident = start_incident(team=team, reason="Our network fails.", by=admin, now=after(hours=hours))
        end_incident(incident_id=incident.pk, by=admin, now=after(hours=until))

    call_command("rebuild_insights", verbosity=0)

    assert {name: counts()[name] for name in ("response", "response_days", "approval", "live")} == {
        "response": {"20": 1},
        "response_days": {"0": 1},
        "approval": {"70": 1},
        "live": {"228": 1},
    }
    assert (counts(DOCS)["response"], counts(DOCS)["response_days"]) == ({"1": 1}, {"0": 1})


def test_days_of_a_team_are_those_of_its_calendar(history: History) -> None:
    assert counts(DOCS)["response_days"] == {"1": 1}
    lead = reviewer_for(DOCS, role=TeamRole.LEAD)
    tuesday_off = {"zone": "UTC", "hours": {"1": [0, 1440], "3": [0, 1440]}, "holidays": []}
    TeamCalendar.objects.create(team=DOCS, number=1, content=tuesday_off, by_id=lead.id, at=after(days=1))

    call_command("rebuild_insights", verbosity=0)

    assert (counts(DOCS)["response_days"], counts()["response_days"]) == ({"0": 1}, {"1": 1})


def test_reviews_leave_the_queue_with_the_listing(history: History) -> None:
    for team in FIRST_TEAMS:
        assert counts(team)["arrived"] == counts(team)["left"] == {"2026-03-02": 2}
    person = str(history.scene.team(DOCS).id)
    assert (counts(DOCS)["approved"], counts(DOCS)["returned"]) == ({person: 1}, {person: 1})


def test_reasons_of_returns_are_findings_and_places_of_comments(history: History) -> None:
    assert counts()["finding"] == counts()["return_check"] == {"MD-047": 1, "TX-001": 1}
    assert counts(DOCS)["return_place"] == {"setup": 1, "overview": 1}
    assert "return_place" not in counts("engineering")


def test_blocker_fixed_before_the_submission_prevented_a_return(history: History) -> None:
    revision = history.scene.revision
    for code, at in (("LO-001", after(hours=-2)), ("MD-047", after(hours=-2)), ("TX-009", after(hours=90))):
        ShownBlocker.objects.create(revision=revision, code=code, at=at)

    call_command("rebuild_insights")

    # The submission still had MD-047, and no submission followed TX-009.
    assert counts()["prevented"] == {"LO-001": 1}


def test_counting_twice_is_counting_once(history: History) -> None:
    before = stored()

    history.count()
    call_command("rebuild_insights")

    assert stored() == before
    assert set(InsightMonth.objects.values_list("is_stale", flat=True)) == {False}


def test_late_event_corrects_an_earlier_month(history: History) -> None:
    """The approval of Ecosystems is withdrawn: the event is recorded now, and the numbers of March change."""
    decision = Decision.objects.latest("at")
    eco = history.scene.team("ecosystems")

    retract_decision(decision_id=decision.pk, by=eco, now=after(hours=78, minutes=5))
    history.count()

    assert "approval" not in counts()
    assert "approved" not in counts("ecosystems")
    assert counts("ecosystems").get("left") == {"2026-03-02": 1}


def test_counts_move_to_the_month_of_the_event(history: History) -> None:
    person = history.scene.team("ecosystems").id
    Decision.objects.filter(by=person).update(at=datetime(2026, 4, 7, 9, tzinfo=UTC))

    call_command("rebuild_insights")

    assert counts("ecosystems", month=date(2026, 4, 1))["left"] == {"2026-04-06": 1}
    assert counts("ecosystems")["left"] == {"2026-03-02": 1}
    assert "approval" not in counts("ecosystems")


def test_every_revision_with_an_event_since_the_last_roll_up_is_counted(history: History) -> None:
    before, later = lowest_id(timezone.now() - timedelta(days=9)), lowest_id(timezone.now() + timedelta(hours=2))

    assert list(changed_revisions(before)) == list(changed_revisions(None)) == [history.scene.revision_id]
    assert list(changed_revisions(later)) == []


def test_stopped_roll_up_is_continued(history: History) -> None:
    """Its revisions were counted, but not the sums of their months."""
    MonthCounts.objects.all().delete()
    InsightMonth.objects.update(is_stale=True)

    history.count()

    assert counts(DOCS)["response"] == {"26": 1}


def test_deleted_revisions_are_subtracted(history: History) -> None:
    RollUp.objects.update(last_event=lowest_id(timezone.now() + timedelta(hours=2)))
    RevisionCounts.objects.all().delete()  # with the revision, in the database

    assert history.count() == 0

    assert stored() == []
