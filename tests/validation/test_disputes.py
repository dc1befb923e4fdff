"""Partners and reviewers dispute findings, owners of checks answer, and checks that are often wrong only warn."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from audit.models import Event
from common.actor import Actor, TeamRole
from common.errors import NotAllowed, NotFound, NotPossible
from listings.actions.requests import change_request, send_request
from listings.models import Listing, Submission
from notices.models import Notice
from notices.texts import notices_with_texts
from notices.webhooks.models import Webhook, WebhookDelivery
from tests.listings.scene import NOW, draft, member, organisation, staff
from tests.reviews.scene import browser_of, html_of, reviewer_for
from tests.sandboxes.scene import refused
from tests.validation.scene import owner, ready, submitted
from tests.validation.test_waivers import OLD, metrics
from validation.actions import instant_findings, set_rollout
from validation.actions.disputes import answer_dispute
from validation.disputed_findings import new_dispute
from validation.disputes import cause_of
from validation.errors import DisputeOpen
from validation.lifecycles.disputes import DISPUTES
from validation.mode_writes import soften_if_often_wrong
from validation.models import (
    CheckRollout,
    DisputeState,
    FindingDispute,
    RolloutMode,
    Waiver,
    WaiverRequest,
    WaiverSource,
)
from validation.queries import findings_of_submission
from validation.queries.disputes import open_dispute_urls
from validation.queries.live_report import report_digest
from validation.queries.overlays import modes_by_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
WHY = {"reason": "It is another type.", "expected": "Accept the type."}


@pytest.fixture
def partner() -> Actor:
    return owner()


@pytest.fixture
def lead() -> Actor:
    """A lead of the team that owns the checks of the metrics file."""
    return reviewer_for("engineering", role=TeamRole.LEAD)


def dispute(by: Actor, *, now: datetime = NOW) -> FindingDispute:
    """The partner's dispute of a blocker in the metrics of a new listing."""
    revision = ready(by, **{"metadata.csv": metrics(OLD)})
    (finding,) = (item for item in instant_findings(revision, now=NOW).findings if item.code == "MD-016")
    row = new_dispute(revision.listing, finding.fingerprint, by=by, now=now)
    assert row is not None
    row.reason, row.expected = WHY.values()
    return send_request(DISPUTES, row, by=by, now=now, parameters=WHY)


def same_dispute(row: FindingDispute, *, name: str, now: datetime = NOW) -> FindingDispute:
    """A dispute with the same cause by another organisation."""
    by = member(organisation(name))
    columns = ("code", "severity", "message", "cause", "fingerprint", "reason")
    copy = FindingDispute(listing=draft(by, name=name).listing, **{column: getattr(row, column) for column in columns})
    return send_request(DISPUTES, copy, by=by, now=now, parameters=WHY)


def answer(row: FindingDispute, verb: str, *, by: Actor, extent: str = "all", now: datetime = NOW) -> FindingDispute:
    return answer_dispute(
        dispute_id=row.pk, verb=verb, parameters={"reason": "You are right.", "extent": extent}, by=by, now=now
    )


def kinds(person: Actor) -> set[str]:
    rows = Notice.objects.filter(person_id=person.id, kind__startswith="finding-dispute.")
    return set(rows.values_list("kind", flat=True))


def blocks(row: FindingDispute) -> bool:
    revision = Listing.objects.get(pk=row.listing_id).revisions.select_related("listing__organisation").get()
    return row.fingerprint in {finding.fingerprint for finding in instant_findings(revision, now=NOW).blockers}


def test_dispute_reaches_the_owners_with_what_the_check_read(partner: Actor, lead: Actor) -> None:
    other = reviewer_for("product_design", role=TeamRole.LEAD)
    row = dispute(partner)

    assert (row.code, row.is_internal, row.cause) == ("MD-016", False, cause_of("MD-016", row.message))
    assert "nonsense" in row.excerpt
    assert row.source.startswith("metric_name,")
    assert ("finding-dispute.requested" in kinds(lead), kinds(other)) == (True, set())
    assert [list(DISPUTES.waiting_for(actor)) for actor in (lead, other, staff(is_admin=True))] == [[row], [], [row]]
    with refused(DisputeOpen):
        again = new_dispute(row.listing, row.fingerprint, by=partner, now=NOW)
        send_request(DISPUTES, again, by=partner, now=NOW, parameters=WHY)
    with refused(NotPossible, "not-owner"):
        answer(row, "uphold", by=other)
    with pytest.raises((NotAllowed, NotFound)):
        answer(row, "uphold", by=partner)


def test_finding_with_an_open_dispute_is_marked_instead_of_disputable(partner: Actor, lead: Actor) -> None:
    row = dispute(partner)
    send = reverse("validation:dispute-send", args=[row.listing_id, row.fingerprint])
    page, mark = f"/listings/{row.listing_id}/revisions/1/review/", f'href="{row.get_absolute_url()}"'

    marked = html_of(browser_of(partner), page)
    answer(row, "decline", by=lead)
    unmarked = html_of(browser_of(partner), page)

    assert (mark in marked, send in marked) == (True, False)
    assert (mark in unmarked, send in unmarked) == (False, True)


def test_one_answer_closes_all_disputes_with_the_cause(partner: Actor, lead: Actor) -> None:
    first = dispute(partner)
    rows = [first, same_dispute(first, name="Tide"), same_dispute(first, name="Reef")]
    assert blocks(first)

    answer(rows[1], "decline", by=lead, extent="one")
    answer(rows[2], "uphold", by=lead)

    states = [FindingDispute.objects.get(pk=row.pk).state for row in rows]
    assert states == [DisputeState.UPHELD, DisputeState.DECLINED, DisputeState.UPHELD]
    assert not blocks(first)
    waivers = Waiver.objects.filter(source=WaiverSource.DISPUTE, reason="You are right.", until=None)
    assert set(waivers.values_list("listing", flat=True)) == {first.listing_id, rows[2].listing_id}
    assert "finding-dispute.upheld" in kinds(partner)
    assert Event.objects.filter(verb="finding-dispute.uphold").count() == 2
    assert answer(rows[2], "uphold", by=lead).state == DisputeState.UPHELD  # repeated


def test_staff_leave_disputes_of_their_organisation_to_others(partner: Actor) -> None:
    of_partner = dispute(partner)
    foreign = same_dispute(of_partner, name="Tide")
    lead = reviewer_for("engineering", role=TeamRole.LEAD)
    both = Actor(kind=lead.kind, id=lead.id, teams=lead.teams, organisations=partner.organisations)

    answer(foreign, "uphold", by=both)

    of_partner.refresh_from_db()
    assert of_partner.state == DisputeState.REQUESTED
    with refused(NotAllowed):
        answer(of_partner, "uphold", by=both)


def of_submission(submission: Submission, *, by: Actor) -> FindingDispute:
    """A dispute of a finding in the submission."""
    finding = findings_of_submission(submission)[0]
    row = new_dispute(submission.revision.listing, finding.fingerprint, by=by, now=NOW)
    assert row is not None
    row.reason = WHY["reason"]
    return send_request(DISPUTES, row, by=by, now=NOW, parameters=WHY)


def test_partners_never_see_disputes_of_others_or_of_staff(partner: Actor, run_jobs: Callable[[], int]) -> None:
    stranger, reviewer, boss = member(organisation("Tide")), reviewer_for("engineering"), staff(is_admin=True)
    submission = submitted(partner)
    run_jobs()
    row, internal = of_submission(submission, by=partner), of_submission(submission, by=reviewer)

    assert internal.is_internal
    assert (list(DISPUTES.visible(stranger)), list(DISPUTES.visible(partner))) == ([], [row])
    assert internal in DISPUTES.visible(reviewer)
    urls = {by.id: open_dispute_urls(row.listing, by) for by in (partner, reviewer)}
    assert urls[partner.id] == {row.fingerprint: row.get_absolute_url()}
    assert urls[reviewer.id] == {row.fingerprint: internal.get_absolute_url()}
    for reader, request in ((stranger, row), (partner, internal)):
        assert browser_of(reader).get(request.get_absolute_url()).status_code == 404
    change_request(DISPUTES, internal.pk, "message", by=boss, now=NOW, parameters={"message": "Why?"})
    answer(internal, "decline", by=boss, extent="one")
    assert kinds(partner) == set()
    assert kinds(reviewer) == {"finding-dispute.message", "finding-dispute.declined"}
    assert internal.get_absolute_url() not in html_of(browser_of(partner), internal.listing.get_absolute_url())


class Answered:
    """Disputes of one blocker by several organisations, some of which were upheld."""

    def __init__(self, code: str = "MD-016") -> None:
        self.code = code
        self.listings = [
            draft(member(organisation(name)), name=name).listing for name in ("A1", "B2", "C3", "D4", "E5")
        ]

    def add(self, number: int, state: str, *, at: datetime = NOW, organisations: int = 5, **values: object) -> None:
        """Answered disputes of different findings."""
        decided = {"decided_at": None if state == "requested" else at}
        FindingDispute.objects.bulk_create(
            FindingDispute(
                listing=self.listings[number_ % organisations],
                code=self.code,
                severity="blocker",
                message="m",
                fingerprint=f"{state}-{number_}",
                requested_at=at,
                state=state,
                **{**decided, **values},
            )
            for number_ in range(number)
        )

    def mode(self, now: datetime = NOW) -> RolloutMode:
        """The mode after the next answer was stored."""
        with transaction.atomic():
            soften_if_often_wrong(self.code, now=now)
        return modes_by_code(now).get(self.code, RolloutMode.ENFORCE)


LONG_AGO = NOW - timedelta(days=90)


@pytest.mark.parametrize(
    "upheld, declined, values, mode",
    [
        (4, 6, {}, "warn"),
        (3, 7, {}, "enforce"),  # exactly 30 %
        (4, 5, {}, "enforce"),  # nine disputes
        (4, 6, {"organisations": 4}, "enforce"),
        (4, 6, {"at": LONG_AGO}, "enforce"),
        (4, 6, {"at": LONG_AGO + timedelta(seconds=1)}, "warn"),
        (4, 6, {"is_internal": True}, "enforce"),
    ],
)
def test_often_wrong_blocker_becomes_a_warning(
    upheld: int, declined: int, values: dict[str, object], mode: str, lead: Actor
) -> None:
    answered = Answered()
    answered.add(upheld, "upheld", **values)
    answered.add(declined, "declined", **values)

    assert answered.mode() == mode
    is_softened = mode == "warn"
    assert Notice.objects.filter(person_id=lead.id, kind="checks.softened").count() == int(is_softened)
    assert Event.objects.filter(verb="rule.warn").count() == int(is_softened)


def test_open_disputes_count_but_withdrawn_ones_do_not() -> None:
    answered = Answered()
    answered.add(4, "upheld")
    answered.add(5, "requested")
    answered.add(5, "withdrawn")
    answered.add(9, "declined", at=NOW - timedelta(days=91))
    assert answered.mode() == RolloutMode.ENFORCE

    answered.add(1, "declined")
    one = FindingDispute.objects.filter(fingerprint="upheld-0")
    one.update(state="requested", decided_at=None)  # three of four answers, but only of ten disputes
    assert answered.mode() == RolloutMode.ENFORCE
    one.update(state="upheld", decided_at=NOW)
    assert answered.mode() == RolloutMode.WARN


@pytest.mark.parametrize("code", ["GEN-008", "DB-015"])
def test_security_checks_and_warnings_stay_as_they_are(code: str) -> None:
    answered = Answered(code)
    answered.add(10, "upheld")

    assert answered.mode() == RolloutMode.ENFORCE
    assert not CheckRollout.objects.exists()


def test_admin_can_enforce_again_and_no_dispute_counts_twice() -> None:
    answered, admin, later = Answered(), staff(is_admin=True), NOW + timedelta(days=1)
    answered.add(10, "upheld")
    assert answered.mode() == RolloutMode.WARN

    set_rollout(code="MD-016", mode=RolloutMode.ENFORCE, report=report_digest("MD-016"), by=admin, now=NOW)

    assert answered.mode(later) == RolloutMode.ENFORCE
    answered.add(9, "declined", at=later)
    assert answered.mode(later) == RolloutMode.ENFORCE
    answered.add(5, "requested", at=later)
    FindingDispute.objects.filter(state="declined").update(state="upheld")
    assert answered.mode(later) == RolloutMode.WARN


def test_upheld_dispute_of_a_security_check_waives_nothing(lead: Actor) -> None:
    by, boss = member(organisation("Tide")), staff(is_admin=True)
    row = FindingDispute(
        listing=draft(by).listing, code="GEN-008", severity="blocker", message="m", fingerprint="f", reason="No key."
    )
    send_request(DISPUTES, row, by=by, now=NOW, parameters=WHY)

    assert answer(row, "uphold", by=boss).state == DisputeState.UPHELD
    assert not Waiver.objects.exists()
    assert "The finding still applies to the listing, and still blocks it if it is a blocker" in html_of(
        browser_of(by), row.get_absolute_url()
    )
    notice = Notice.objects.get(person_id=by.id, kind="finding-dispute.upheld")
    assert "still blocks it if it is a blocker" in notices_with_texts([notice])[0].text.body


def test_upholding_on_the_page_grants_an_open_waiver_request_and_tells_webhooks(partner: Actor, lead: Actor) -> None:
    row = dispute(partner)
    columns = {name: getattr(row, name) for name in ("code", "severity", "message", "fingerprint")}
    request = WaiverRequest.objects.create(listing=row.listing, reason="x", requested_at=NOW, **columns)
    organisation_id = row.listing.organisation_id
    Webhook.objects.create(
        organisation_id=organisation_id, url="https://hooks.acme.example/", secret="x", created_at=NOW
    )

    values = {"reason": "You are right.", "extent": "one", "seen": "requested"}
    response = browser_of(lead).post(f"/disputes/{row.pk}/uphold/", values)

    request.refresh_from_db()
    assert (response.status_code, request.state) == (302, "granted")
    assert Waiver.objects.get().source == WaiverSource.DISPUTE
    assert set(WebhookDelivery.objects.values_list("event", flat=True)) == {"dispute.upheld", "waiver.granted"}
