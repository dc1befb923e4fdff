"""Carrying one listing of the demo to its stop, act by act, as its people would."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.demo import DemoPeople
from accounts.models import Organisation, Team
from common.actor import Actor
from jobs.models import Job, JobState
from jobs.worker import run_job
from listings.actions import import_package, submit_revision
from listings.models import Revision, Submission
from portal.demo.fill import fill
from portal.demo.plan import LISTINGS, DemoListing, Stop
from reviews.actions import approve_review, open_thread, request_changes
from reviews.actions.threads import Remark
from reviews.models import Review
from reviews.queries import current_submission
from sandboxes.actions import enable_tile, look_at_tile, publish_revision, sign_off
from sandboxes.models import SandboxOrg, TileActivation
from tilekit.scaffold.read import read_folder

_LOGINS = {
    Team.ENGINEERING: "engineering",
    Team.PRODUCT_DESIGN: "design",
    Team.DOCUMENTATION: "docs",
    Team.ECOSYSTEMS: "ecosystems",
    Team.COMMERCIAL: "commercial",
    Team.SECURITY_CONTENT: "security",
}


@dataclass(kw_only=True)
class Story:
    """One listing on its way; now moves on with each act."""

    plan: DemoListing
    people: DemoPeople
    now: datetime

    def tell(self) -> Revision:
        """Import the folder and carry it to the planned stop."""
        owner = self.people.actor(self.plan.owner)
        package = read_folder(LISTINGS / self.plan.folder)
        revision = import_package(
            organisation_id=self._organisation().pk, package=package, by=owner, now=self.now, as_demo=True
        )
        for stop, act in ACTS.items():
            if stop <= self.plan.stop:
                self.now += timedelta(hours=7)
                act(self, revision, owner)
        return Revision.objects.get(pk=revision.pk)

    def _organisation(self) -> Organisation:
        known = {each.slug: each for each in (self.people.harbour, self.people.lagoon)}
        return known[self.plan.organisation]

    def make_ready(self, revision: Revision, owner: Actor) -> None:
        fill(revision, by=owner, now=self.now)

    def submit(self, revision: Revision, owner: Actor) -> None:
        """Hand in and let the checks run here: the demo must not wait for a worker."""
        submit_revision(revision_id=revision.pk, seen=None, by=owner, now=self.now)
        do_waiting_runs()

    def review(self, revision: Revision, owner: Actor) -> None:  # noqa: ARG002 the shape of an act
        """Engineering asks for a change where the story stops there; otherwise every team approves."""
        if self.plan.stop is Stop.CHANGES_REQUESTED:
            self._send_back(revision)
            return
        for review in Review.objects.filter(revision=revision, closed_at=None):
            approve_review(
                review_id=review.pk,
                submission_id=current_submission(revision).pk,
                note="",
                by=self._reviewer(review.team),
                now=self.now,
            )

    def _send_back(self, revision: Revision) -> None:
        review = Review.objects.get(revision=revision, team=Team.ENGINEERING, closed_at=None)
        by = self._reviewer(review.team)
        remark = Remark(
            body=_("Which permissions does the account need that reads the metrics? Say it in the steps."),
            path="setup.setup_md",
            is_blocking=True,
        )
        open_thread(revision_id=revision.pk, remark=remark, team=review.team, by=by, now=self.now)
        submission: Submission = current_submission(revision)
        request_changes(review_id=review.pk, submission_id=submission.pk, note="", by=by, now=self.now)

    def enable(self, revision: Revision, owner: Actor) -> None:  # noqa: ARG002 the shape of an act
        """The admin switches the tile on in every sandbox org of the partner."""
        orgs = SandboxOrg.objects.filter(organisation=self._organisation()).values_list("pk", flat=True)
        enable_tile(revision_id=revision.pk, orgs=list(orgs), seen=None, by=self.people.actor("admin"), now=self.now)

    def publish(self, revision: Revision, owner: Actor) -> None:
        """The owner looks at the tile and signs it off; the admin publishes it."""
        for activation in TileActivation.objects.filter(submission__revision=revision, deactivated_at=None):
            look_at_tile(activation_id=activation.pk, by=owner, now=self.now)
        sign_off(revision_id=revision.pk, seen=None, terms_confirmed=True, by=owner, now=self.now)
        self.now += timedelta(hours=3)
        publish_revision(revision_id=revision.pk, seen=None, by=self.people.actor("admin"), now=self.now)

    def _reviewer(self, team: str) -> Actor:
        return self.people.actor(_LOGINS[Team(team)])


ACTS = {
    Stop.READY: Story.make_ready,
    Stop.IN_REVIEW: Story.submit,
    Stop.CHANGES_REQUESTED: Story.review,
    Stop.IN_SANDBOX: Story.enable,
    Stop.PUBLISHED: Story.publish,
}


def do_waiting_runs() -> None:
    """Do the deep runs that are queued, in this process."""
    for pk in Job.objects.filter(kind="run", state=JobState.QUEUED).values_list("pk", flat=True):
        run_job(pk)
