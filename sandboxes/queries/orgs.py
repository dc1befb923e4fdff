"""Queries about the sandbox orgs, requests and enabled tiles that a reader may see."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Lower

from accounts.models import Organisation
from catalog.versions import integration_id_in, version_in
from common.actor import Actor
from listings.models import PastTransition, Revision, Submission
from listings.states.revision_states import CLOSED
from sandboxes.models import SANDBOX_REQUEST_OPEN, OrgState, SandboxOrg, SandboxRequest, TileActivation


def with_names(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Submissions annotated with integration_id and tile_version, with their long columns deferred."""
    rows = submissions.annotate(
        integration_id=integration_id_in("documents"),
        tile_version=version_in("documents"),
    )
    return rows.defer("documents", "files", "base", "carried", "basics", "schemas", "section_digests")


def current_submissions(revisions: Iterable[Revision]) -> dict[UUID, Submission]:
    """{revision ID: its latest submission, from `with_names`}. One query."""
    ids = [revision.pk for revision in revisions]
    rows = with_names(Submission.objects.filter(revision__in=ids)).order_by("submission_number")
    return {row.revision_id: row for row in rows}


def listings_to_test(organisations: Iterable[Organisation]) -> QuerySet[Revision, str]:
    """The names of the organisations' listings with a version in progress, the most recently changed first."""
    revisions = Revision.objects.filter(listing__organisation__in=list(organisations), listing__deleted_at=None)
    return revisions.exclude(state__in=CLOSED).order_by("-active_at", "-pk").values_list("listing__name", flat=True)


def visible_requests(actor: Actor) -> QuerySet[SandboxRequest]:
    """All requests for staff and the system; for partners, those of their organisations. Earliest due time first."""
    rows = SandboxRequest.objects.select_related("organisation", "org").order_by("due_at", "pk")
    return rows if actor.is_staff or actor.is_system else rows.filter(organisation__in=list(actor.organisations))


def waiting_requests(actor: Actor) -> QuerySet[SandboxRequest]:
    """Visible requests that nobody has answered."""
    return visible_requests(actor).filter(state__in=SANDBOX_REQUEST_OPEN)


def orgs_in_region(requests: Sequence[SandboxRequest]) -> dict[UUID, SandboxOrg | None]:
    """{request ID: an active org of the partner in the requested region, if there is one}. One query."""
    rows = SandboxOrg.objects.filter(organisation__in=[request.organisation_id for request in requests])
    active = rows.filter(state=OrgState.ACTIVE).select_related("organisation")
    orgs = {(org.organisation_id, org.region): org for org in active}
    return {request.pk: orgs.get((request.organisation_id, request.region)) for request in requests}


def visible_orgs(actor: Actor) -> QuerySet[SandboxOrg]:
    """The sandbox orgs that the actor may see, with their organisations, sorted by name."""
    rows = SandboxOrg.objects.select_related("organisation")
    rows = rows.annotate(organisation_name=Lower("organisation__name")).order_by("organisation_name", "name", "pk")
    return rows if actor.is_staff else rows.filter(organisation__in=list(actor.organisations))


def visible_orgs_with_tiles(actor: Actor) -> QuerySet[SandboxOrg]:
    """The sandbox orgs that the actor may see, with their enabled tiles in `tiles_on`. Three queries.

    suspension_reason is the reason for the latest suspension; None if the org was never suspended.
    """
    suspensions = PastTransition.objects.filter(subject=OuterRef("pk"), verb="suspend").order_by("-at")
    on = TileActivation.objects.filter(deactivated_at=None).select_related("listing").order_by("listing__name")
    on = on.prefetch_related(Prefetch("submission", queryset=with_names(Submission.objects.all())))
    rows = visible_orgs(actor).annotate(suspension_reason=Subquery(suspensions.values("reason")[:1]))
    return rows.prefetch_related(Prefetch("activations", queryset=on, to_attr="tiles_on"))


def visible_activations(actor: Actor) -> QuerySet[TileActivation]:
    """Tiles enabled in an active sandbox org that the actor may see."""
    rows = TileActivation.objects.filter(deactivated_at=None, org__state=OrgState.ACTIVE)
    rows = rows.select_related("org__organisation", "listing__organisation", "submission__revision")
    return rows if actor.is_staff else rows.filter(org__organisation__in=list(actor.organisations))
