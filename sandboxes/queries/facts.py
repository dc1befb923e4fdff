"""Facts for the guards and status lines of this app. The number of queries does not grow with the revisions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from msgspec import Struct

from catalog.models import Tile, TileFacet
from catalog.versions import integration_id_in, version_in
from jobs.models import OPEN_STATES, Job, JobState
from listings.models import Listing, Revision, Submission
from listings.states import Availability
from sandboxes.models import (
    GTM_OPEN,
    GtmRequest,
    OrgState,
    RequestState,
    SandboxOrg,
    SandboxRequest,
    SignOff,
    TileActivation,
)
from sandboxes.rules import LiveFacts, SandboxFacts
from tilekit.core.kind import Route

RELEASE_JOB = "release"
PROMOTE_JOB = "promote"


def with_names(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Submissions annotated with integration_id and tile_version, with their long columns deferred."""
    rows = submissions.annotate(
        integration_id=integration_id_in("documents"),
        tile_version=version_in("documents"),
    )
    return rows.defer("documents", "files", "base", "carried", "basics", "schemas", "section_digests")


def current_submissions(revisions: Iterable[Revision]) -> dict[UUID, Submission]:
    """{revision ID: latest submission}, as `with_names`; one query."""
    ids = [revision.pk for revision in revisions]
    rows = with_names(Submission.objects.filter(revision__in=ids)).order_by("round")
    return {row.revision_id: row for row in rows}


def sandbox_facts(revisions: Sequence[Revision]) -> Mapping[UUID, SandboxFacts]:
    """{revision ID: facts}. Revisions need listing and organisation loaded. Eight queries."""
    found = _found(revisions)
    return {revision.pk: found.facts(revision) for revision in revisions}


class _Found(Struct, frozen=True, kw_only=True):
    """The rows behind the facts, read once for all revisions. jobs is {revision id as text: state}."""

    current: Mapping[UUID, Submission]
    orgs: Sequence[SandboxOrg]
    due: Mapping[UUID, datetime]
    activations: Sequence[TileActivation]
    sign_offs: Sequence[SignOff]
    jobs: Mapping[str, str]
    tiles: Mapping[str, tuple[UUID, str]]

    def facts(self, revision: Revision) -> SandboxFacts:
        listing, submission = revision.listing, self.current.get(revision.pk)
        mine = [row for row in self.activations if submission and row.submission_id == submission.pk]
        orgs = [org for org in self.orgs if org.organisation_id == listing.organisation_id]
        job = self.jobs.get(str(revision.pk), "")
        return SandboxFacts(
            submission_id=submission.pk if submission else None,
            orgs=tuple(org.name for org in orgs if org.is_active),
            enabled=tuple(row.org.name for row in mine),
            automatic=tuple(org.name for org in orgs if org.is_automatic),
            request_due_at=self.due.get(listing.organisation_id),
            vendor_is_confirmed=listing.organisation.is_confirmed,
            looked_by=frozenset(look.actor_id for row in mine for look in row.looks.all()),
            is_signed=any(submission is not None and _binds(row, submission) for row in self.sign_offs),
            is_paid=listing.route == Route.MARKETPLACE,
            is_releasing=job == JobState.RUNNING,
            is_planned=bool(job),
            slug_owner=self._slug_owner(listing, submission),
            sandbox_link=reverse("sandboxes:sandbox-list"),
        )

    def _slug_owner(self, listing: Listing, submission: Submission | None) -> str:
        slug: str = getattr(submission, "integration_id", "") or ""
        owner, title = self.tiles.get(slug, (listing.pk, ""))
        return "" if owner == listing.pk else title


def _found(revisions: Sequence[Revision]) -> _Found:
    organisations = {revision.listing.organisation_id for revision in revisions}
    current = current_submissions(revisions)
    submissions = list(current.values())
    on = TileActivation.objects.filter(submission__in=submissions, deactivated_at=None, is_outdated=False)
    on = on.filter(org__state=OrgState.ACTIVE).select_related("org").prefetch_related("looks").order_by("org__name")
    waiting = SandboxRequest.objects.filter(organisation__in=organisations, state=RequestState.REQUESTED)
    jobs = Job.objects.filter(kind=RELEASE_JOB, key__in=[str(each.pk) for each in revisions], state__in=OPEN_STATES)
    slugs = {slug for row in submissions if (slug := getattr(row, "integration_id", ""))}
    tiles = Tile.objects.filter(slug__in=slugs).values_list("slug", "listing_id", "title")
    return _Found(
        current=current,
        orgs=list(SandboxOrg.objects.filter(organisation__in=organisations).order_by("name")),
        due=dict(waiting.order_by("-due_at").values_list("organisation_id", "due_at")),
        activations=list(on),
        sign_offs=list(SignOff.objects.filter(submission__in=submissions, withdrawn_at=None)),
        jobs=dict(jobs.values_list("key", "state")),
        tiles={slug: (listing_id, title) for slug, listing_id, title in tiles},
    )


def _binds(sign_off: SignOff, submission: Submission) -> bool:
    is_same = sign_off.submission_id == submission.pk
    return is_same and sign_off.digest == submission.digest and sign_off.terms_digest == submission.terms_digest


def live_facts(listings: Sequence[Listing]) -> Mapping[UUID, LiveFacts]:
    """{listing ID: facts}; two queries."""
    ids = [listing.pk for listing in listings]
    sending = set(TileFacet.objects.filter(tile__in=ids, kind="submitted").values_list("tile_id", flat=True))
    asked = set(GtmRequest.objects.filter(listing__in=ids, state__in=GTM_OPEN).values_list("listing_id", flat=True))
    return {
        listing.pk: LiveFacts(
            is_live=listing.availability in {Availability.LISTED, Availability.DEPRECATED},
            is_paid=listing.route == Route.MARKETPLACE,
            is_sending=listing.pk in sending,
            has_open_gtm=listing.pk in asked,
        )
        for listing in listings
    }
