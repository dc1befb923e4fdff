"""Plays the history of a demo listing with the same actions that pages use."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

from accounts.demo import DemoPeople
from accounts.models import Organisation, Team
from common.actor import Actor
from jobs.actions import claim_job
from jobs.long_running import WorkAttempt
from jobs.models import Job
from listings.actions import change_state, save_section, submit_revision
from listings.actions.requests import change_request, send_request
from listings.imports.folder_imports import import_package
from listings.lifecycle.revisions import REVISION
from listings.models import Revision, Submission
from listings.queries import latest_submission
from portal.demo.field_values import HOW_TO_TEST, OAUTH_REASON, account_secrets
from portal.demo.fill import DemoValueMissing, domain_of
from portal.demo.plan import DemoListing, DemoStage
from portal.demo.team_texts import tick_as_reviewer
from portal.demo.vendors import settle_vendor
from reviews.actions import (
    AccountSecrets,
    NewThread,
    add_account,
    approve_review,
    claim_review,
    open_thread,
    request_changes,
)
from reviews.lifecycles.exceptions import EXCEPTIONS, GRANT
from reviews.models import ExceptionRequest, ExceptionState, Rejection, Review
from reviews.queries.exceptions import draft_exceptions
from tilekit.checks.finding import Severity
from tilekit.core.kind import Route
from tilekit.scaffold.read import read_folder
from validation.models import Run, RunState
from validation.tasks import perform_run

_LOGINS = {
    Team.ENGINEERING: "engineering",
    Team.PRODUCT_DESIGN: "design",
    Team.DOCUMENTATION: "docs",
    Team.ECOSYSTEMS: "ecosystems",
    Team.COMMERCIAL: "commercial",
    Team.SECURITY_CONTENT: "security",
}


class Scenario(Struct, kw_only=True, dict=True):
    """A demo listing and its history so far. now advances with each step. as_demo gives the listing new identifiers.

    stop is the stage at which the current revision stops. after_step is called after each step.
    """

    plan: DemoListing
    people: DemoPeople
    now: datetime
    as_demo: bool = True
    stop: DemoStage = DemoStage.DRAFT
    after_step: Callable[[], object] = lambda: None

    def begin(self) -> None:
        """Import the folder as the owner."""
        package = read_folder(self.plan.path)
        if self.plan.is_paid:
            package = replace(package, basics=replace(package.basics, route=Route.MARKETPLACE))
        self.revision = import_package(
            organisation_id=self.organisation.pk, package=package, by=self.owner, now=self.now, as_demo=self.as_demo
        )
        settle_vendor(self.revision, by=self.owner, people=self.people, now=self.now)

    @property
    def owner(self) -> Actor:
        return self.people.actor(self.plan.login)

    @property
    def organisation(self) -> Organisation:
        organisations = {organisation.slug: organisation for organisation in (self.people.harbour, self.people.lagoon)}
        return organisations[self.plan.organisation]

    @property
    def submission(self) -> Submission:
        return latest_submission(self.fresh)

    @property
    def fresh(self) -> Revision:
        """The revision, read from the database."""
        return Revision.objects.select_related("listing").get(pk=self.revision.pk)

    def submit(self, *, expects: RunState = RunState.PASSED) -> None:
        """Submit, and run the checks with the scenario's date, because a worker would use today's.

        Raises DemoValueMissing.
        """
        self._get_exception()
        submit_revision(revision_id=self.revision.pk, seen=None, by=self.owner, now=self.now)
        run = Run.objects.get(submission=self.submission)
        job = claim_job(job_id=Job.objects.get(key=str(run.pk)).pk, now=self.now)
        if job:
            self.wait(minutes=1)
            attempt = WorkAttempt(row_id=run.pk, job_id=job.pk, number=job.attempt)
            perform_run(attempt, renew=lambda: None, clock=lambda: self.now)
        run.refresh_from_db()
        if run.state != expects:
            blockers = run.findings.filter(severity=Severity.BLOCKER).values_list("code", "path", "file")
            raise DemoValueMissing(", ".join(" ".join(words) for words in blockers) or f"run {run.state}")

    def describe_test(self) -> None:
        """Describe how to test the product, and add a test account."""
        pk, by, now = self.revision.pk, self.owner, self.now
        save_section(revision_id=pk, key="submission", version=None, changes=HOW_TO_TEST, by=by, now=now)
        label, secrets = _("Administrator of the demo"), AccountSecrets(**account_secrets(domain_of(self.organisation)))
        add_account(revision_key=pk, label=label, secrets=secrets, by=by, now=now)

    def claim(self, team: Team) -> None:
        claim_review(review_id=self._review(team).pk, by=self._reviewer(team), now=self.now)

    def tick(self, team: Team) -> None:
        self.wait(minutes=10)
        tick_as_reviewer(self._review(team), self.submission.pk, by=self._reviewer(team), now=self.now)

    def approve(self, team: Team) -> None:
        self.wait(minutes=30)
        self.tick(team)
        review, seen = self._review(team), self.submission.pk
        approve_review(review_id=review.pk, submission_id=seen, note="", by=self._reviewer(team), now=self.now)

    def _get_exception(self) -> None:
        """Request and get the OAuth exception that the listing needs, unless it has one."""
        facts = draft_exceptions([self.fresh])[self.revision.pk]
        if facts is None or facts.state == ExceptionState.GRANTED:
            return
        new, why = ExceptionRequest(listing=self.fresh.listing, reason=OAUTH_REASON), {"reason": OAUTH_REASON}
        request = send_request(EXCEPTIONS, new, parameters=why, by=self.owner, now=self.now)
        answer = {"reason": "Your service can't be reached from the internet, so OAuth is not possible."}
        by = self._reviewer(Team.ECOSYSTEMS)
        change_request(EXCEPTIONS, request.pk, GRANT, parameters=answer, by=by, now=self.now)

    def approve_all(self) -> None:
        """Approve for every team with an open review."""
        for team in Review.objects.filter(revision=self.revision, closed_at=None).values_list("team", flat=True):
            self.approve(Team(team))

    def comment(self, team: Team, body: str, *, path: str, is_blocking: bool = False) -> None:
        new_thread = NewThread(body=body, path=path, is_blocking=is_blocking)
        open_thread(
            revision_id=self.revision.pk, new_thread=new_thread, team=team, by=self._reviewer(team), now=self.now
        )

    def send_back(self, team: Team, body: str, *, path: str) -> None:
        """Request a change that the next submission must answer."""
        self.claim(team)
        self.wait(minutes=25)
        self.comment(team, body, path=path, is_blocking=True)
        review, seen = self._review(team), self.submission.pk
        request_changes(review_id=review.pk, submission_id=seen, note="", by=self._reviewer(team), now=self.now)

    def reject(self, reason: str) -> None:
        """Reject the submission as a duplicate."""
        parameters = {"code": Rejection.DUPLICATE, "reason": reason}
        by, revision_id = self.people.actor("lead"), self.revision.pk
        change_state(REVISION, revision_id, "reject", parameters=parameters, seen=None, by=by, now=self.now)

    def wait(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        self.now += timedelta(days=days, hours=hours, minutes=minutes)

    def _review(self, team: Team) -> Review:
        reviews = Review.objects.select_related("submission", "revision__listing__organisation")
        return reviews.get(revision=self.revision, team=team, closed_at=None)

    def _reviewer(self, team: Team) -> Actor:
        return self.people.actor(_LOGINS[team])
