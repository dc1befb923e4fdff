"""A partner with an application, and a listing in each state that a submission can be in."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.utils import timezone

from accounts.models import Organisation
from common.actor import Actor, Role, TeamRole
from jobs.actions import claim_job
from jobs.models import Job
from listings.actions import replace_submission, submit_revision, withdraw_revision
from listings.models import Listing, Revision
from listings.states.revision_states import RevisionState
from releases.actions import publish_revision, publish_scheduled, schedule_release
from releases.queries import RELEASE_JOB
from sandboxes.actions import look_at_tile, sign_off
from sandboxes.models import TileActivation
from tests.api.factories import caller_of
from tests.api.ingestion_client import Api
from tests.listings.scene import NOW, member, reloaded
from tests.reviews.scene import InReview, in_review, reviewer_for
from tests.sandboxes.scene import admin, confirm_checklist, enabled_activation, on_hold, partner, sandbox, send_back
from tests.transitions import ask_for_changes, reject_revision
from tests.validation.scene import ready, with_transition
from validation.models import Run, RunState


class Partner:
    """A partner with a sandbox org; api is the client of its application."""

    def __init__(self, name: str = "Acme") -> None:
        self.organisation: Organisation = partner(name)
        self.owner: Actor = member(self.organisation, Role.OWNER)
        sandbox(self.organisation)
        self.api = Api(caller_of(self.organisation, self.owner))

    @property
    def listing(self) -> Listing:
        return Listing.objects.get(organisation=self.organisation)

    @property
    def revision(self) -> Revision:
        return reloaded(Revision.objects.filter(listing=self.listing).latest("number"))

    @property
    def path(self) -> str:
        """The path of the submissions of its only listing."""
        return f"products/{self.listing.pk}/submissions"

    def submissions(self) -> list[dict[str, object]]:
        response = self.api.get(self.path)
        assert response.status_code == 200, response.content
        return list(response.json()["value"])

    def reach(self, stage: str) -> str:
        """Bring a new listing to the state; returns the path of its newest submission, "" if there is none."""
        STAGES[stage](self)
        submissions = self.submissions()
        return f"{self.path}/{submissions[0]['id']}" if submissions else ""


def release(revision: Revision) -> None:
    """Publish the planned release, as the worker does when it is due."""
    later = timezone.now() + timedelta(minutes=1)
    job = claim_job(job_id=Job.objects.get(kind=RELEASE_JOB).pk, now=later)
    assert job is not None
    publish_scheduled(revision_id=revision.pk, job_id=job.pk, attempt=job.attempt, now=later)


def _submitted(of: Partner) -> None:
    submit_revision(revision_id=ready(of.owner).pk, seen=None, by=of.owner, now=NOW)


def _failed(of: Partner) -> None:
    _submitted(of)
    Run.objects.update(state=RunState.BLOCKED, finished_at=NOW)
    with_transition(of.revision, "checks failed")


def _in_review(of: Partner) -> InReview:
    return in_review(of.owner)


def _sent_back(of: Partner) -> None:
    _in_review(of).send_back(note="Say more.")


def _replacing(of: Partner) -> None:
    _in_review(of)
    replace_submission(revision_id=of.revision.pk, seen=None, by=of.owner, now=NOW)


def _rejected(of: Partner) -> None:
    scene = _in_review(of)
    reject_revision(
        revision_id=scene.revision_id,
        reason="Listed already.",
        by=reviewer_for("documentation", role=TeamRole.LEAD),
        now=NOW,
    )


def _approved(of: Partner) -> None:
    _in_review(of).approve_all()


def _in_sandbox(of: Partner) -> None:
    _approved(of)
    enabled_activation(of.revision)


def _changed_mind(of: Partner) -> None:
    _in_sandbox(of)
    ask_for_changes(revision_id=of.revision.pk, seen=None, note="Another logo.", by=of.owner, now=NOW)


def _returned(of: Partner) -> None:
    _signed_off(of)
    send_back(of.revision)


def _signed_off(of: Partner) -> None:
    _in_sandbox(of)
    activation = TileActivation.objects.get()
    look_at_tile(activation_id=activation.pk, by=of.owner, now=NOW)
    confirm_checklist(activation, by=of.owner)
    sign_off(revision_id=of.revision.pk, seen=None, terms_confirmed=True, by=of.owner, now=NOW)


def _scheduled(of: Partner) -> None:
    _signed_off(of)
    at = NOW + timedelta(days=1)
    schedule_release(revision_id=of.revision.pk, release_at=at, seen=None, by=of.owner, now=NOW)


def _published(of: Partner) -> None:
    _signed_off(of)
    publish_revision(revision_id=of.revision.pk, seen=None, by=admin(), now=NOW)


def _superseded(of: Partner) -> None:
    _published(of)
    Revision.objects.update(state=RevisionState.SUPERSEDED)


def _put_aside(of: Partner) -> None:
    _sent_back(of)
    Revision.objects.update(state=RevisionState.ARCHIVED, archived_from=RevisionState.CHANGES_REQUESTED)


def _withdrawn(of: Partner) -> None:
    _approved(of)
    withdraw_revision(revision_id=of.revision.pk, seen=None, by=of.owner, now=NOW)


def _withdrawn_and_put_aside(of: Partner) -> None:
    _withdrawn(of)
    Revision.objects.update(state=RevisionState.ARCHIVED, archived_from=RevisionState.DRAFT)


STAGES: Mapping[str, Callable[[Partner], object]] = {
    "draft": lambda of: ready(of.owner),
    "submitted": _submitted,
    "failed": _failed,
    "in_review": _in_review,
    "sent_back": _sent_back,
    "replacing": _replacing,
    "rejected": _rejected,
    "approved": _approved,
    "in_sandbox": _in_sandbox,
    "changed_mind": _changed_mind,
    "returned": _returned,
    "signed_off": _signed_off,
    "on_hold": lambda of: on_hold(of.organisation),
    "scheduled": _scheduled,
    "published": _published,
    "superseded": _superseded,
    "put_aside": _put_aside,
    "withdrawn": _withdrawn,
    "withdrawn_and_put_aside": _withdrawn_and_put_aside,
}
