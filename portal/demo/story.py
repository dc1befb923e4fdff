"""Carrying one listing of the demo to its stop, act by act, as its people would."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

from accounts.demo import DemoPeople
from accounts.models import Organisation, Team
from common.actor import Actor
from common.errors import SlipwayError
from jobs.actions import claim_job
from jobs.models import Job
from listings.actions import import_package, save_section, submit_revision
from listings.models import Revision, Submission
from portal.demo.answers import FAULTS
from portal.demo.fill import Unanswered, fill
from portal.demo.plan import LISTINGS, DemoListing, Stop
from reviews.actions import Remark, approve_review, claim_review, open_thread, request_changes
from reviews.models import Review
from reviews.queries import current_submission
from sandboxes.actions import enable_tile, look_at_tile, publish_revision, sign_off
from sandboxes.models import SandboxOrg, TileActivation
from tilekit.checks.finding import Severity
from tilekit.core.kind import Route
from tilekit.scaffold.read import read_folder
from validation.actions.runs import Attempt
from validation.models import Run, RunState
from validation.tasks import carry_out

_LOGINS = {
    Team.ENGINEERING: "engineering",
    Team.PRODUCT_DESIGN: "design",
    Team.DOCUMENTATION: "docs",
    Team.ECOSYSTEMS: "ecosystems",
    Team.COMMERCIAL: "commercial",
    Team.SECURITY_CONTENT: "security",
}


class StoryStopped(Exception):
    """Which listing of the demo came to a stop before its own, and why."""


class Story(Struct, kw_only=True, dict=True):
    """One listing on its way; now moves on with each act. as_demo gives it identifiers of its own."""

    plan: DemoListing
    people: DemoPeople
    now: datetime
    root: Path = LISTINGS
    as_demo: bool = True

    def tell(self) -> Revision:
        """Import the folder and carry it to the planned stop. Raises StoryStopped."""
        step = "import"
        try:
            self._begin()
            for stop, act in ACTS.items():
                if stop <= self.plan.stop:
                    step = stop.name
                    self._wait(hours=7)
                    act(self)
        except (SlipwayError, Unanswered, ObjectDoesNotExist) as fault:
            text = f"The demo listing {self.plan.folder} does not get to {step}: {fault}"
            raise StoryStopped(text) from fault
        return Revision.objects.get(pk=self.revision.pk)

    def _begin(self) -> None:
        package = read_folder(self.root / self.plan.folder)
        if self.plan.is_paid:
            package = replace(package, basics=replace(package.basics, route=Route.MARKETPLACE))
        self.revision = import_package(
            organisation_id=self.organisation.pk, package=package, by=self.owner, now=self.now, as_demo=self.as_demo
        )

    @property
    def owner(self) -> Actor:
        return self.people.actor(self.plan.owner)

    @property
    def organisation(self) -> Organisation:
        known = {each.slug: each for each in (self.people.harbour, self.people.lagoon)}
        return known[self.plan.organisation]

    @property
    def submission(self) -> Submission:
        return current_submission(Revision.objects.get(pk=self.revision.pk))

    def leave_faults(self) -> None:
        """Where the story stops as a draft, somebody has typed in a hurry."""
        if self.plan.stop is Stop.DRAFT:
            save_section(
                revision_id=self.revision.pk, key="overview", version=None, changes=FAULTS, by=self.owner, now=self.now
            )

    def make_ready(self) -> None:
        fill(self.revision, by=self.owner, now=self.now)

    def submit(self) -> None:
        """Hand in and do the checks here and at this hour: the demo must not wait for a worker."""
        submit_revision(revision_id=self.revision.pk, seen=None, by=self.owner, now=self.now)
        run = Run.objects.get(submission=self.submission)
        job = claim_job(job_id=Job.objects.get(key=str(run.pk)).pk, now=self.now)
        if job:
            self._wait(minutes=1)
            attempt = Attempt(job_id=job.pk, number=job.attempt)
            carry_out(run.pk, attempt, renew=lambda: None, clock=lambda: self.now)
        run.refresh_from_db()
        if run.state != RunState.PASSED:
            blockers = run.findings.filter(severity=Severity.BLOCKER).values_list("code", "path", "file")
            raise Unanswered(", ".join(" ".join(each) for each in blockers) or f"run {run.state}")

    def begin_review(self) -> None:
        """Where the story stops in review, engineering is at it and another team has approved."""
        if self.plan.stop is not Stop.IN_REVIEW:
            return
        self._claim(Team.ENGINEERING)
        self._say(
            Team.DOCUMENTATION, _("Step 2 names a menu that was renamed lately. Please look."), path="setup.setup_md"
        )
        self._approve(Team.ECOSYSTEMS)

    def review(self) -> None:
        """Engineering asks for a change where the story stops there; otherwise every team approves."""
        if self.plan.stop is Stop.CHANGES_REQUESTED:
            self._send_back(_("Which permissions does the account need that reads the metrics? Say it in the steps."))
            return
        for team in Review.objects.filter(revision=self.revision, closed_at=None).values_list("team", flat=True):
            self._approve(Team(team))

    def enable(self) -> None:
        """The admin switches the tile on in every sandbox org of the partner."""
        orgs = SandboxOrg.objects.filter(organisation=self.organisation).values_list("pk", flat=True)
        by = self.people.actor("admin")
        enable_tile(revision_id=self.revision.pk, orgs=list(orgs), seen=None, by=by, now=self.now)

    def publish(self) -> None:
        """The owner looks at the tile and signs it off; the admin publishes it."""
        for activation in TileActivation.objects.filter(submission=self.submission, deactivated_at=None):
            look_at_tile(activation_id=activation.pk, by=self.owner, now=self.now)
        self._wait(hours=1)
        sign_off(revision_id=self.revision.pk, seen=None, terms_confirmed=True, by=self.owner, now=self.now)
        self._wait(hours=3)
        publish_revision(revision_id=self.revision.pk, seen=None, by=self.people.actor("admin"), now=self.now)

    def _claim(self, team: Team) -> None:
        claim_review(review_id=self._review(team).pk, by=self._reviewer(team), now=self.now)

    def _approve(self, team: Team) -> None:
        self._wait(minutes=40)
        review, seen = self._review(team), self.submission.pk
        approve_review(review_id=review.pk, submission_id=seen, note="", by=self._reviewer(team), now=self.now)

    def _say(self, team: Team, body: str, *, path: str, is_blocking: bool = False) -> None:
        remark = Remark(body=body, path=path, is_blocking=is_blocking)
        open_thread(revision_id=self.revision.pk, remark=remark, team=team, by=self._reviewer(team), now=self.now)

    def _send_back(self, body: str) -> None:
        team = Team.ENGINEERING
        self._claim(team)
        self._wait(minutes=25)
        self._say(team, body, path="setup.setup_md", is_blocking=True)
        review, seen = self._review(team), self.submission.pk
        request_changes(review_id=review.pk, submission_id=seen, note="", by=self._reviewer(team), now=self.now)

    def _review(self, team: Team) -> Review:
        return Review.objects.get(revision=self.revision, team=team, closed_at=None)

    def _reviewer(self, team: Team) -> Actor:
        return self.people.actor(_LOGINS[team])

    def _wait(self, *, hours: int = 0, minutes: int = 0) -> None:
        self.now += timedelta(hours=hours, minutes=minutes)


ACTS: Mapping[Stop, Callable[[Story], None]] = {
    Stop.DRAFT: Story.leave_faults,
    Stop.READY: Story.make_ready,
    Stop.SUBMITTED: Story.submit,
    Stop.IN_REVIEW: Story.begin_review,
    Stop.CHANGES_REQUESTED: Story.review,
    Stop.IN_SANDBOX: Story.enable,
    Stop.PUBLISHED: Story.publish,
}
