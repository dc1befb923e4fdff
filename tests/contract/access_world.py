"""A partner with a listing in each state and all other objects that URLs need."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from allauth.usersessions.models import UserSession
from django.utils import timezone
from msgspec import Struct

from accounts.actions import KeyRequest, onboard_application
from accounts.actors import actor_of
from accounts.demo import HARBOUR, DemoPeople, create_demo_people
from accounts.models import AgreementVersion, Invitation, Person, ProviderIdentity, Team, VendorAlias
from accounts.tokens import hash_of
from api.guide.command import current_wheel
from common.actor import Role
from common.regions import Region
from files.renditions import LIST_WIDTHS
from jobs.models import Job, JobState, Priority
from listings.actions.requests import send_request
from listings.content.references import file_references
from listings.models import Import, Listing, Revision
from notices.webhooks.actions import WebhookSettings, create_webhook, send_test
from portal.demo.load import grant_demo_sandbox
from portal.demo.plan import DemoListing, DemoStage
from portal.demo.scenario import Scenario
from portal.demo.scenario_steps import run_scenario
from releases.lifecycles.vendor_aliases import VENDOR_ALIASES
from releases.models import GtmRequest, Transfer
from reviews.actions import NewThread, add_drafts, add_staff_note, approve_review, claim_review, open_thread
from reviews.models import (
    Absence,
    Appeal,
    CommentDispute,
    ExceptionRequest,
    Incident,
    Question,
    Review,
    SavedFilter,
)
from sandboxes.models import SandboxOrg, SandboxRequest, TileActivation
from tests.contract.access_table import DRAFT, LIVE, REVIEW, SANDBOX
from trials.actions import generate_sandbox_secret, start_trial
from validation.actions.fixes import apply_fix
from validation.fixes import FixRequest, proposal_of
from validation.models import FindingDispute, Waiver, WaiverRequest

PASSWORD = "demo-slipway"
Kwargs = dict[str, object]
_STOPS = {
    DRAFT: ("octoprint", DemoStage.DRAFT),
    REVIEW: ("tailscale", DemoStage.CLAIMED),
    SANDBOX: ("devcycle", DemoStage.IN_SANDBOX),
    LIVE: ("vercel", DemoStage.PUBLISHED),
}


class World(Struct, frozen=True, kw_only=True):
    """The data of the access tests: {stage: URL arguments} and {role: person}, None for a visitor."""

    kwargs: Mapping[str, Kwargs]
    people: Mapping[str, Person | None]


def build_world() -> World:
    """Create the listings of Demo Harbour and all people.

    foreign is the owner of the other organisation; outsider has no organisation.
    """
    now = timezone.now()
    demo = create_demo_people(PASSWORD, now - timedelta(days=30))
    grant_demo_sandbox(demo.harbour, owner="partner", people=demo, now=now - timedelta(days=20))
    around = _around(demo)
    stages = {stage: {**around, **_listing(demo, *plan)} for stage, plan in _STOPS.items()}
    stages[DRAFT]["applied_fix_id"] = _fixed(demo, stages[DRAFT]["revision_id"])
    stages[REVIEW] |= _review(demo, Revision.objects.get(pk=stages[REVIEW]["revision_id"]))
    exception = ExceptionRequest.objects.create(
        listing_id=stages[REVIEW]["listing_id"], reason="On premises", requested_at=now
    )
    stages[REVIEW]["request_id"] = exception.pk
    live = GtmRequest.objects.create(
        listing_id=stages[LIVE]["listing_id"], items=["press_quote"], contact="x@harbour.example", requested_at=now
    )
    stages[LIVE]["request_id"] = live.pk
    stages[SANDBOX]["activation_id"] = TileActivation.objects.get(listing=stages[SANDBOX]["listing_id"]).pk
    stages[SANDBOX] |= _waiver(stages[SANDBOX]["listing_id"])
    stages[DRAFT] |= _waiver_request(stages[DRAFT]["listing_id"], now)
    stages[DRAFT]["dispute_id"] = _dispute(stages[DRAFT]["listing_id"], now)
    stages[REVIEW]["dispute_id"] = _dispute(stages[REVIEW]["listing_id"], now, state="upheld", decided_at=now)
    stages[SANDBOX]["appeal_id"] = Appeal.objects.create(
        revision_id=stages[SANDBOX]["revision_id"], reason="Another product", requested_at=now
    ).pk
    stages[SANDBOX]["question_id"] = Question.objects.create(
        listing_id=stages[SANDBOX]["listing_id"], question="Which unit?", requested_at=now
    ).pk
    stages[DRAFT]["import_id"] = _import(demo, stages[DRAFT]["listing_id"])
    stages[SANDBOX] |= _trial_client(UUID(str(stages[SANDBOX]["listing_id"])), demo)
    stages[SANDBOX]["transfer_id"] = _transfer(demo, stages[DRAFT]["listing_id"])
    outsider = Person(email="outsider@example.com", name="Outsider")
    outsider.set_password(PASSWORD)
    outsider.save()
    roles = ("viewer", "editor", "partner", "engineering", "lead", "admin", "lagoon")
    members = {role: demo.people[role] for role in roles}
    people: dict[str, Person | None] = {
        "anonymous": None,
        "outsider": outsider,
        "foreign": members.pop("lagoon"),
        "owner": members.pop("partner"),
        "reviewer": members.pop("engineering"),
        **members,
    }
    return World(kwargs=stages, people=people)


def _listing(demo: DemoPeople, folder: str, stop: DemoStage) -> Kwargs:
    plan = DemoListing(folder=folder, organisation=HARBOUR, stop=stop, days_ago=9)
    revision = run_scenario(Scenario(plan=plan, people=demo, now=timezone.now() - timedelta(days=9)))
    submission = revision.submissions.first()
    pointed_at = (
        digest for section in revision.sections.all() for digest in file_references(section.key, section.document)
    )
    return {
        "listing_id": revision.listing_id,
        "number": revision.number,
        "revision_id": revision.pk,
        "submission_id": submission.pk if submission else uuid4(),
        "sha256": next(iter(pointed_at)),
        "width": LIST_WIDTHS[0],
        "setting": "first-response-days",
        "slug": revision.listing.tile.slug if stop is DemoStage.PUBLISHED else HARBOUR,
    }


def _fixed(demo: DemoPeople, revision_id: object) -> UUID:
    """The ID of an applied fix that can be undone."""
    revision, by = Revision.objects.select_related("listing").get(pk=revision_id), demo.actor("partner")
    proposal = proposal_of(revision, FixRequest(code="MD-005", is_for_all=True))
    assert proposal is not None
    first = proposal.findings[0]
    fix_request = FixRequest(code="MD-005", fingerprint=first.fingerprint, reviewed_digest=proposal.digest)
    applied_fix = apply_fix(revision_id=UUID(str(revision_id)), fix_request=fix_request, by=by, now=timezone.now())
    assert applied_fix is not None
    return applied_fix.pk


def _trial_client(listing_id: UUID, demo: DemoPeople) -> Kwargs:
    """The test client of a listing, with other values of its addresses."""
    by, now = actor_of(demo.people["partner"]), timezone.now()
    new = generate_sandbox_secret(listing_id=listing_id, by=by, now=now)
    start_trial(listing_id=listing_id, region=Region.US1, by=by, now=now)
    return {"oauth_client_id": new.client.client_id, "region": "us1", "scope": "metrics_read"}


def _import(demo: DemoPeople, listing_id: object) -> UUID:
    """The ID of a queued import that the owner requested."""
    values = {"sha256": "f" * 64, "key": "f" * 64, "file_name": "listing.zip", "created_at": timezone.now()}
    organisation = Listing.objects.get(pk=listing_id).organisation
    return Import.objects.create(organisation=organisation, requested_by=demo.people["partner"].pk, **values).pk


def _waiver(listing_id: object) -> Kwargs:
    """A waiver by a lead for a finding of the listing."""
    given = {"fingerprint": "f" * 16, "origin": "f" * 16, "code": "MD-047", "reason": "Fine", "by": uuid4()}
    row = Waiver.objects.create(listing_id=listing_id, at=timezone.now(), **given)
    return {"fingerprint": row.fingerprint}


def _waiver_request(listing_id: object, now: datetime) -> Kwargs:
    """An open request for a waiver."""
    columns = {"code": "MD-047", "severity": "blocker", "message": "Unsorted", "fingerprint": "f" * 16}
    row = WaiverRequest.objects.create(listing_id=listing_id, reason="Fine", requested_at=now, **columns)
    return {"waiver_request_id": row.pk, "fingerprint": row.fingerprint}


def _dispute(listing_id: object, now: datetime, **values: object) -> UUID:
    """The ID of a dispute of a finding."""
    columns = {"code": "MD-047", "severity": "blocker", "message": "Unsorted", "fingerprint": "f" * 16, **values}
    return FindingDispute.objects.create(listing_id=listing_id, reason="Sorted", requested_at=now, **columns).pk


def _review(demo: DemoPeople, revision: Revision) -> Kwargs:
    """A decision of Engineering, an open thread of this team, and the partner's test account."""
    now, by = timezone.now(), demo.actor("engineering")
    new_thread = NewThread(body="Say more", path="setup.setup_md", suggestion="More")
    thread = open_thread(revision_id=revision.pk, new_thread=new_thread, team=Team.ENGINEERING, by=by, now=now)
    review = Review.objects.get(revision=revision, team=Team.ENGINEERING)
    seen = revision.submissions.get().pk
    decision = approve_review(review_id=review.pk, submission_id=seen, note="", by=by, now=now)
    claim_review(review_id=review.pk, by=by, now=now)
    account = revision.product_accounts.get()
    dispute = CommentDispute.objects.create(thread=thread, reason="It is enough", requested_at=now)
    note = add_staff_note(review_id=review.pk, body="They renamed it", by=by, now=now)
    draft = add_drafts(review_id=review.pk, new_threads=[NewThread(body="Later")], by=by, now=now)[0]
    ids = {"thread_id": thread.pk, "decision_id": decision.pk, "account_id": account.pk, "note_id": note.pk}
    return {"review_id": review.pk, "comment_dispute_id": dispute.pk, "draft_id": draft.pk, **ids}


def _transfer(demo: DemoPeople, listing_id: object) -> UUID:
    """A transfer of a listing to the other organisation, whose owner is "foreign"; not accepted yet."""
    now = timezone.now()
    transfer = Transfer.objects.create(
        listing_id=listing_id, giver=demo.harbour, receiver=demo.lagoon, offered_at=now, expires_at=now + timedelta(14)
    )
    return transfer.pk


def _sign_in_ids(demo: DemoPeople) -> Kwargs:
    """The ID of an account of the owner at an identity provider, and one of no provider."""
    values = {"issuer": "https://login.harbour.example", "subject": "owner", "person": demo.people["partner"]}
    identity = ProviderIdentity.objects.create(organisation=demo.harbour, **values)
    return {"identity_id": identity.pk, "provider_key": uuid4()}


def _webhook(demo: DemoPeople) -> Kwargs:
    """A webhook of the organisation with a queued delivery."""
    now, by = timezone.now(), demo.actor("partner")
    wanted = WebhookSettings(url="https://hooks.example.com/slipway")
    webhook = create_webhook(organisation_id=demo.harbour.pk, webhook_settings=wanted, by=by, now=now).webhook
    return {"webhook_id": webhook.pk, "delivery_id": send_test(webhook_id=webhook.pk, by=by, now=now).pk}


def _filter(person: Person) -> UUID:
    """The ID of a filter of the queue that the person saved for themselves."""
    return SavedFilter.objects.create(person=person, name="Paid", created_at=timezone.now()).pk


def _alias(demo: DemoPeople) -> UUID:
    """The ID of a vendor alias that the partner requested."""
    row = VendorAlias(organisation=demo.harbour, name="Harbour Labs", vendor_id="harbour-labs", reason="Our brand")
    return send_request(VENDOR_ALIASES, row, by=demo.actor("partner"), now=timezone.now()).pk


def _team_time(demo: DemoPeople) -> Kwargs:
    """The IDs of an absence and of an incident that has ended, and what names a version of texts."""
    lead, now = demo.people["lead"], timezone.now()
    times = {"started_by": lead, "started_at": now, "ended_by": lead, "ended_at": now}
    return {
        "texts_kind": "checklist",
        "texts_number": 0,
        "absence_id": Absence.objects.create(person=lead, first_day=now.date(), last_day=now.date()).pk,
        "incident_id": Incident.objects.create(team="engineering", reason="Outage", **times).pk,
    }


def _around(demo: DemoPeople) -> Kwargs:
    now, owner = timezone.now(), demo.people["partner"]
    invitation = Invitation.objects.create(
        organisation=demo.harbour,
        email="new@harbour.example",
        role=Role.VIEWER,
        token_hash=hash_of("token"),
        invited_by=owner,
        expires_at=now + timedelta(days=14),
    )
    session = UserSession.objects.create(
        user=owner, ip="127.0.0.1", session_key="x" * 32, user_agent="Test", created_at=now, last_seen_at=now
    )
    job = Job.objects.create(
        kind="reread-facts", state=JobState.FAILED, priority=Priority.BULK, run_at=now, created_at=now, finished_at=now
    )
    key = onboard_application(
        organisation_id=demo.harbour.pk,
        name="Release pipeline",
        role=Role.OWNER,
        key=KeyRequest(valid_for=timedelta(days=365)),
        by=demo.actor("partner"),
        now=now,
    ).key
    return {
        "insight_table": "live",
        **_webhook(demo),
        "application_id": key.application_id,
        "key_id": key.pk,
        "admin_id": demo.people["admin"].pk,
        "lead_id": demo.people["lead"].pk,
        "token": "token",
        "person_id": demo.people["viewer"].pk,
        "invitation_id": invitation.pk,
        "alias_id": _alias(demo),
        "session_id": session.pk,
        **_sign_in_ids(demo),
        "job_id": job.pk,
        "version_id": AgreementVersion.objects.filter(kind="programme").values_list("pk", flat=True)[0],
        "kind": "programme",
        "team": "engineering",
        **_team_time(demo),
        "filter_id": _filter(demo.people["engineering"]),
        "notice_id": uuid4(),
        "name": "nothing.eml",
        "request_id": SandboxRequest.objects.get().pk,
        "org_id": SandboxOrg.objects.get().pk,
        "section": "overview",
        "step": "overview",
        "verb": "withdraw",
        "code": "MD-047",
        "word": "v1",
        "hold": "put-on-hold",
        "extra": "submit",
        "digest": current_wheel().digest[:12],
        "file": current_wheel().path.name,
        "guide": "metrics",
        "sample": "acme_queue",
        "picture": "images/overview.png",
    }
