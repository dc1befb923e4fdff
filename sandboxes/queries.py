"""What is read about sandboxes, activations and releases."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from common.actor import Actor
from jobs.models import Job, JobState
from listings.models import Listing, Revision, Submission
from sandboxes.models import OrgState, RequestState, SandboxOrg, SandboxRequest, SignOff, TileActivation, TileLook
from sandboxes.rules import SandboxFacts
from tilekit.core.kind import Route

RELEASE_JOB = "release"


def sandbox_facts(revisions: Sequence[Revision]) -> Mapping[UUID, SandboxFacts]:
    """What the guards of this room read, in six queries for 1 revision or 30."""
    ids = [revision.pk for revision in revisions]
    current = {row.revision_id: row for row in Submission.objects.filter(revision__in=ids).order_by("round")}
    found = _Found(revisions, list(current.values()))
    return {revision.pk: found.facts(revision, current.get(revision.pk)) for revision in revisions}


class _Found:
    """The rows behind the facts, read once for all revisions."""

    def __init__(self, revisions: Sequence[Revision], submissions: Sequence[Submission]) -> None:
        organisations = {revision.listing.organisation_id for revision in revisions}
        self.orgs = list(
            SandboxOrg.objects.filter(organisation__in=organisations, state=OrgState.ACTIVE).order_by("name")
        )
        on = TileActivation.objects.filter(submission__in=submissions, deactivated_at=None, is_outdated=False)
        self.activations = list(on.select_related("org").prefetch_related("looks"))
        self.sign_offs = list(SignOff.objects.filter(submission__in=submissions, withdrawn_at=None))
        keys = [str(revision.pk) for revision in revisions]
        running = Job.objects.filter(kind=RELEASE_JOB, key__in=keys, state=JobState.RUNNING)
        self.releasing = frozenset(running.values_list("key", flat=True))

    def facts(self, revision: Revision, submission: Submission | None) -> SandboxFacts:
        listing = revision.listing
        mine = [row for row in self.activations if submission and row.submission_id == submission.pk]
        return SandboxFacts(
            organisation_slug=listing.organisation.slug,
            submission_id=submission.pk if submission else None,
            orgs=tuple(org.name for org in self.orgs if org.organisation_id == listing.organisation_id),
            enabled=tuple(row.org.name for row in mine),
            looked_by=frozenset(look.actor_id for row in mine for look in row.looks.all()),
            is_signed=any(submission is not None and _binds(row, submission) for row in self.sign_offs),
            is_paid=listing.route == Route.MARKETPLACE,
            is_releasing=str(revision.pk) in self.releasing,
            sandbox_link=reverse("sandboxes:sandbox-list"),
        )


def _binds(sign_off: SignOff, submission: Submission) -> bool:
    is_same = sign_off.submission_id == submission.pk
    return is_same and sign_off.digest == submission.digest and sign_off.terms_digest == submission.terms_digest


def visible_requests(actor: Actor) -> QuerySet[SandboxRequest]:
    """All for staff, their own organisations' for partners; those that wait come first."""
    rows = SandboxRequest.objects.select_related("organisation", "requested_by", "decided_by").order_by("due_at", "pk")
    return rows if actor.is_staff else rows.filter(organisation__in=list(actor.organisations))


def waiting_requests(actor: Actor) -> QuerySet[SandboxRequest]:
    return visible_requests(actor).filter(state=RequestState.REQUESTED)


def visible_orgs(actor: Actor) -> QuerySet[SandboxOrg]:
    """Sandbox orgs with the tiles that are switched on in them."""
    on = (
        TileActivation.objects.filter(deactivated_at=None)
        .select_related("listing", "submission")
        .order_by("listing__name")
    )
    rows = SandboxOrg.objects.select_related("organisation").order_by("organisation__name", "name")
    rows = rows.prefetch_related(Prefetch("activations", queryset=on, to_attr="tiles_on"))
    return rows if actor.is_staff else rows.filter(organisation__in=list(actor.organisations))


def visible_activations(actor: Actor) -> QuerySet[TileActivation]:
    """Tiles in sandboxes that the actor may open."""
    rows = TileActivation.objects.select_related("org__organisation", "listing__organisation", "submission")
    return rows if actor.is_staff else rows.filter(org__organisation__in=list(actor.organisations))


def earlier_releases(listing: Listing) -> QuerySet[Submission]:
    """Submissions that were live once and are not now: what can be rolled back to, the latest first."""
    live = listing.live_release.submission_id if listing.live_release else None
    rows = Submission.objects.filter(releases__listing=listing).exclude(pk=live).distinct()
    return rows.order_by("-submitted_at")


def has_looked(activation: TileActivation, actor: Actor) -> bool:
    return TileLook.objects.filter(activation=activation, actor_id=actor.id).exists()
