"""A listing in review, created without running checks, and its people."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from msgspec import Struct, field, structs

from accounts.models import Membership, Organisation, Person, TeamMembership
from common.actor import Actor, ActorKind, Role, TeamRole
from common.ids import uuid7
from common.name_keys import name_keys
from files.writes import use_blobs
from listings.actions import attach_file, save_section, submit_revision
from listings.content.bundles import bundle_of_revision
from listings.models import Revision, Submission
from reviews.actions import NewThread, approve_review, open_thread, request_changes
from reviews.models import Decision, Review, Thread, Verdict
from tests.listings.scene import NOW, member, organisation, reloaded
from tests.markup import compact
from tests.validation.scene import attest_again, grant_exception, ready, with_transition
from validation.models import Run, RunState

FIRST_TEAMS = ("engineering", "product_design", "documentation", "ecosystems")

DOCS = "documentation"
METRICS = "metadata.csv"


def after(**elapsed: float) -> datetime:
    """A time after NOW, such as `after(hours=1)`."""
    return NOW + timedelta(**elapsed)


def reviewer_for(*teams: str, role: TeamRole = TeamRole.REVIEWER, name: str = "", **fields: object) -> Actor:
    """The actor of a new reviewer of the teams."""
    number = Person.objects.count()
    person = Person.objects.create(
        email=f"reviewer{number}@slipway.example", name=name or f"Reviewer {number}", **fields
    )
    for team in teams:
        TeamMembership.objects.create(team=team, person=person, role=role)
    return Actor(
        kind=ActorKind.PERSON, id=person.pk, teams=dict.fromkeys(teams, role), is_admin=bool(fields.get("is_admin"))
    )


def join(actor: Actor, of: Organisation, role: Role = Role.OWNER) -> Actor:
    """The same person as a member of the organisation."""
    Membership.objects.create(organisation=of, person_id=actor.id, role=role)
    return Actor(kind=actor.kind, id=actor.id, teams=actor.teams, organisations={**actor.organisations, of.pk: role})


class InReview(Struct, kw_only=True, dict=True):
    """A listing whose checks have passed. team(key) is a reviewer of that team, created on first use."""

    owner: Actor
    revision_id: UUID
    reviewers: dict[str, Actor] = field(default_factory=dict)

    @property
    def revision(self) -> Revision:
        return reloaded(self.revision_id)

    @property
    def submission(self) -> Submission:
        return Submission.objects.filter(revision=self.revision_id).latest("submission_number")

    def review(self, team: str) -> Review:
        """The newest review of the team from the database."""
        return Review.objects.filter(revision=self.revision_id, team=team).latest("opened_at")

    def team(self, team: str) -> Actor:
        if team not in self.reviewers:
            self.reviewers[team] = reviewer_for(team, name=team.replace("_", " ").title())
        return self.reviewers[team]

    def approve(self, team: str, *, by: Actor | None = None, now: datetime = NOW, note: str = "") -> Decision:
        review_id, submission_id = self.review(team).pk, self.submission.pk
        return approve_review(
            review_id=review_id, submission_id=submission_id, note=note, by=by or self.team(team), now=now
        )

    def approve_all(self, teams: Iterable[str] = FIRST_TEAMS, *, now: datetime = NOW) -> None:
        for team in teams:
            self.approve(team, now=now)

    def send_back(self, team: str = "documentation", *, note: str = "Say more.", now: datetime = NOW) -> Decision:
        review_id, submission_id = self.review(team).pk, self.submission.pk
        return request_changes(review_id=review_id, submission_id=submission_id, note=note, by=self.team(team), now=now)

    def comment(self, team: str = "documentation", *, now: datetime = NOW, **values: object) -> Thread:
        """A thread of the team; by default an open one on the title."""
        new_thread = NewThread(**{"body": "Why this?", "path": "overview.title", **values})
        return open_thread(revision_id=self.revision_id, new_thread=new_thread, team=team, by=self.team(team), now=now)

    def edit(self, section: str = "overview", *, now: datetime = NOW, **changes: object) -> None:
        """The partner changes fields of a section."""
        save_section(revision_id=self.revision_id, key=section, version=None, changes=changes, by=self.owner, now=now)

    def add_version(self, version: str, *, now: datetime) -> None:
        """The partner adds a version to the release notes."""
        entries = self.revision.sections.get(key="release_notes").document["entries"]
        entry = {"key": "next", "version": version, "date": str(now.date()), "added": ["A dashboard for consumers"]}
        self.edit("release_notes", entries=[entry, *entries], now=now)

    def move_metric_line(self, number: int) -> int:
        """The partner moves a line of metadata.csv to the end and submits again; returns its new number."""
        lines = bundle_of_revision(self.revision).files[METRICS].decode().splitlines(keepends=True)
        lines.append(lines.pop(number - 1))
        self.send_back(DOCS, now=today())
        attach_file(
            revision_id=self.revision_id,
            path="data.metadata_csv",
            name=METRICS,
            content="".join(lines).encode(),
            by=self.owner,
            now=today(),
        )
        self.resubmit(now=today())
        return len(lines)

    def resubmit(self, *, now: datetime = NOW) -> Submission:
        """Submit again and let the checks pass."""
        attest_again(self.revision, by=self.owner, now=now)
        submit_revision(revision_id=self.revision_id, seen=None, by=self.owner, now=now)
        return pass_checks(self.revision_id, now=now)


def in_review(
    owner: Actor | None = None, *, name: str = "Acme Widget", now: datetime = NOW, **files: bytes
) -> InReview:
    """A submitted integration that waits for its four teams; files replace files of its folder."""
    by = owner or member(organisation(), Role.OWNER)
    revision = ready(by, name=name, now=now, **files)
    submit_revision(revision_id=revision.pk, seen=None, by=by, now=now)
    pass_checks(revision.pk, now=now)
    return InReview(owner=by, revision_id=revision.pk)


def pass_checks(revision_id: UUID, *, now: datetime = NOW) -> Submission:
    """Mark the queued run as passed without running the checks, which have their own tests."""
    run = Run.objects.filter(revision=revision_id).latest("created_at")
    run.state, run.finished_at = RunState.PASSED, now
    run.save()
    with_transition(reloaded(revision_id), "checks passed", now=now)
    return Submission.objects.filter(revision=revision_id).latest("submission_number")


def browser_of(actor: Actor) -> Client:
    """A signed-in test client."""
    client = Client()
    client.force_login(Person.objects.get(pk=actor.id))
    return client


def html_of(client: Client, address: str) -> str:
    """The HTML of the page at the address; asserts status 200."""
    response = client.get(address)
    assert response.status_code == 200
    return compact(response.content.decode())


def today() -> datetime:
    """The current time, for pages that compare times with the clock."""
    return timezone.now()


def copies_of(scene: InReview, names: Iterable[str], *, of: Organisation | None = None) -> list[Revision]:
    """Copies of the listing in the same state. Rows are copied, because submitted listings have unique identities."""
    copies = []
    for name in names:
        revision, submission = scene.revision, scene.submission
        listing, reviews = revision.listing, list(Review.objects.filter(revision=revision).order_by("opened_at", "pk"))
        keys = structs.asdict(name_keys(name))
        _as_new(
            listing, name=name, **keys, app_uuid=uuid4(), source_type_id=None, **({"organisation": of} if of else {})
        )
        grant_exception(listing)
        _as_new(revision, listing=listing)
        _as_new(submission, revision=revision)
        with transaction.atomic():
            use_blobs(listing.pk, submission.files.values(), now=submission.submitted_at)
        for review in reviews:
            _as_new(review, revision=revision, submission=submission)
        copies.append(revision)
    return copies


def write_approval(revision: Revision, by: Actor, *, at: datetime) -> None:
    """Write an approval by the documentation team without the rest of the action."""
    review = Review.objects.get(revision=revision, team=DOCS)
    Decision.objects.create(review=review, submission=review.submission, verdict=Verdict.APPROVE, by_id=by.id, at=at)


def _as_new(row: Model, **changes: object) -> None:
    row.pk, row._state.adding = uuid7(), True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)
