"""Incidents stop due dates, which move by exactly the business time that was lost."""

from datetime import UTC, datetime, timedelta

import pytest

from common.actor import Actor, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible
from listings.actions import change_state
from listings.lifecycle.revisions import REVISION
from listings.queries import status_of
from reviews.actions import (
    end_incident,
    escalate_review,
    notify_overdue,
    retract_decision,
    save_calendar,
    start_incident,
)
from reviews.business_hours import typed_calendar
from reviews.calendar import BusinessCalendar
from reviews.errors import IncidentOpen
from reviews.models import Incident, Review
from reviews.queries.workload import long_overdue, newly_overdue, team_loads
from tests.listings.scene import NOW, staff
from tests.reviews.scene import DOCS, InReview, after, in_review, reviewer_for

pytestmark = pytest.mark.django_db
REASON = "Our review tools are down."


@pytest.fixture(scope="module")
def shared_scene(shared_rows: object) -> InReview:
    return in_review()


@pytest.fixture
def lead() -> Actor:
    return reviewer_for(DOCS, role=TeamRole.LEAD)


@pytest.fixture
def admin() -> Actor:
    return staff(is_admin=True)


def due(scene: InReview, team: str = DOCS) -> datetime:
    """How long after its usual due date (seven days after NOW) the review of the team is due."""
    due_at = scene.review(team).due_at
    assert due_at is not None
    return due_at


def start(by: Actor, team: str = DOCS, **elapsed: float) -> Incident:
    return start_incident(team=team, reason=REASON, by=by, now=after(**elapsed))


def end(incident: Incident, by: Actor, **elapsed: float) -> None:
    end_incident(incident_id=incident.pk, by=by, now=after(**elapsed))


def test_due_date_moves_by_the_length_of_the_incident(scene: InReview, lead: Actor) -> None:
    incident = start(lead, hours=1)
    assert scene.review(DOCS).incident_from == after(hours=1)
    assert scene.review("engineering").incident_from is None

    end(incident, lead, hours=4, minutes=7)
    end(incident, lead, hours=9)

    assert due(scene) == after(days=7, hours=3, minutes=7)
    assert due(scene, "engineering") == after(days=7)
    assert scene.review(DOCS).incident_from is None


def test_weekend_is_not_lost(scene: InReview, lead: Actor) -> None:
    """NOW is a Monday, 9:00; the incident is from Friday to Monday at the same time."""
    end(start(lead, days=4), lead, days=7)

    assert due(scene) == after(days=8)


def test_overlapping_incidents_count_once(scene: InReview, lead: Actor, admin: Actor) -> None:
    of_team = start(lead, hours=1)
    of_all = start(admin, "", hours=2)
    end(of_team, lead, hours=3)
    assert scene.review(DOCS).incident_from == after(hours=1)
    end(of_all, admin, hours=5)

    assert due(scene) == after(days=7, hours=4)
    assert due(scene, "engineering") == after(days=7, hours=3)


def test_turn_of_the_partner_in_an_incident_counts_once(scene: InReview, lead: Actor) -> None:
    """Two hours were lost before the return, one was the partner's, and one was lost after the next submission."""
    incident = start(lead, hours=1)
    scene.send_back(DOCS, now=after(hours=3))
    assert scene.review(DOCS).paused_due_at == after(days=7, hours=2)
    assert scene.review(DOCS).incident_from is None

    scene.resubmit(now=after(hours=4))
    assert scene.review(DOCS).incident_from == after(hours=4)
    end(incident, lead, hours=5)

    assert due(scene) == after(days=7, hours=4)


def test_incident_during_the_turn_of_the_partner_counts_as_that_turn_only(scene: InReview, lead: Actor) -> None:
    scene.send_back(DOCS, now=after(hours=1))
    end(start(lead, hours=2), lead, hours=3)

    scene.resubmit(now=after(hours=4))

    assert due(scene) == after(days=7, hours=3)


def test_withdrawn_request_for_changes_counts_incidents_meanwhile(scene: InReview, lead: Actor) -> None:
    decision = scene.send_back(DOCS, now=NOW)
    end(start(lead, minutes=1), lead, minutes=3)
    incident = start(lead, minutes=4)

    retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(minutes=5))
    assert due(scene) == after(days=7, minutes=3)
    end(incident, lead, minutes=9)

    assert due(scene) == after(days=7, minutes=7)


def test_withdrawn_approval_counts_the_incident_before_and_after_it(scene: InReview, lead: Actor) -> None:
    incident = start(lead, hours=1)
    decision = scene.approve(DOCS, now=after(hours=3))
    retract_decision(decision_id=decision.pk, by=scene.team(DOCS), now=after(hours=3, minutes=5))
    assert due(scene) == after(days=7, hours=2, minutes=5)
    end(incident, lead, hours=4)

    assert due(scene) == after(days=7, hours=3)


def test_hold_in_an_incident_keeps_the_days_that_were_left(scene: InReview, lead: Actor) -> None:
    incident = start(lead)
    hold = {"reason": "Trademark", "note": "We ask our lawyers."}
    for verb, parameters, days in (("put on hold", hold, 2), ("end hold", {}, 3)):
        change_state(REVISION, scene.revision_id, verb, parameters=parameters, seen=None, by=lead, now=after(days=days))
        assert scene.review(DOCS).incident_from == (after(days=3) if verb == "end hold" else None)
    end(incident, lead, days=4)

    assert due(scene) == after(days=11)  # five business days after the hold, and one for the incident


def test_incident_outside_the_hours_of_the_team_moves_nothing(scene: InReview, lead: Actor) -> None:
    office = BusinessCalendar(zone="UTC", hours=dict.fromkeys(range(1, 6), (9 * 60, 17 * 60)))
    save_calendar(team=DOCS, typed=typed_calendar(office), seen=0, by=lead, now=NOW)
    evening = datetime(2026, 3, 2, 18, tzinfo=UTC)

    incident = start_incident(team=DOCS, reason=REASON, by=lead, now=evening)
    end_incident(incident_id=incident.pk, by=lead, now=evening + timedelta(hours=14))

    assert due(scene) == after(days=7)


def test_decision_and_new_review_during_an_incident(scene: InReview, admin: Actor) -> None:
    incident = start(admin, "", hours=1)
    scene.approve(DOCS, now=after(hours=2))
    other = in_review(scene.owner, name="Other Widget", now=after(hours=2), word="other")

    assert (scene.review(DOCS).due_at, scene.review(DOCS).incident_from) == (None, None)
    assert other.review(DOCS).incident_from == after(hours=2)
    end(incident, admin, hours=3)
    assert due(other) == after(days=7, hours=3)
    assert not Review.objects.exclude(incident_from=None).exists()


def test_stopped_review_is_not_overdue_and_partners_see_the_reason(scene: InReview, lead: Actor) -> None:
    late = after(days=8)
    start(lead, hours=1)
    status = status_of([scene.revision], to=scene.owner)[scene.revision_id]

    assert DOCS not in newly_overdue(late).values_list("team", flat=True)
    assert (team_loads(lead, late)[DOCS].overdue, team_loads(lead, late)["engineering"].overdue) == (0, 1)
    assert f"The due date of Documentation is stopped because of an incident: {REASON}" in str(status.next)
    assert status.due_at == after(days=7)  # of the other teams


def test_leads_stop_their_team_and_admins_all(scene: InReview, lead: Actor, admin: Actor) -> None:
    for team in ("", "engineering"):
        with pytest.raises(NotAllowed):
            start_incident(team=team, reason=REASON, by=lead, now=NOW)
    for by in (scene.team(DOCS), scene.owner):
        with pytest.raises(NotAllowed):
            start_incident(team=DOCS, reason=REASON, by=by, now=NOW)
    with pytest.raises(NotFound):
        start_incident(team="unknown", reason=REASON, by=admin, now=NOW)
    with pytest.raises(NotPossible):
        start_incident(team=DOCS, reason=" ", by=lead, now=NOW)
    incident = start(admin, "")
    with pytest.raises(IncidentOpen):
        start(admin, "")
    with pytest.raises(NotAllowed):
        end(incident, lead)


def test_incident_after_the_due_date_repeats_no_notice(scene: InReview, lead: Actor) -> None:
    Review.objects.exclude(team=DOCS).update(due_at=after(days=60))
    overdue, long_ago = after(days=7, hours=1), after(days=8, hours=1)
    for now in (overdue, long_ago):
        notify_overdue(review_id=scene.review(DOCS).pk, now=now)
        escalate_review(review_id=scene.review(DOCS).pk, now=now)

    end(start(lead, days=8, hours=2), lead, days=9, hours=2)

    assert due(scene) == after(days=8)
    assert not newly_overdue(after(days=10)).exists()
    assert not long_overdue(after(days=10)).exists()


def test_incident_before_the_due_date_allows_one_notice(scene: InReview, lead: Actor) -> None:
    Review.objects.exclude(team=DOCS).update(due_at=after(days=60))

    end(start(lead, days=1), lead, days=2)

    assert not newly_overdue(after(days=8)).exists()
    assert newly_overdue(after(days=8, hours=1)).get().team == DOCS
