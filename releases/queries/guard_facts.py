"""Facts for the guards and status messages of this app. The number of queries is constant."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from catalog.models import Tile, TileFacet
from jobs.models import OPEN_STATES, Job, JobState
from listings.models import Listing, Revision, Submission
from listings.states.availabilities import IN_CATALOGUE
from releases.guards import LiveFacts, ReleaseFacts
from releases.models import GTM_OPEN, GtmRequest
from releases.queries.releases import unconfirmed_submissions
from releases.requested_release import requested_day_begins_at
from sandboxes.models import SignOff
from sandboxes.queries import current_submissions

RELEASE_JOB = "release"
PROMOTE_JOB = "promote"


def release_facts(revisions: Sequence[Revision]) -> Mapping[UUID, ReleaseFacts]:
    """{revision ID: facts}. The listings of the revisions must be loaded. Six queries."""
    rows = _load_rows(revisions)
    return {revision.pk: rows.facts(revision) for revision in revisions}


class _ReleaseFactRows(Struct, frozen=True, kw_only=True):
    """The rows from which the facts are computed, read once for all revisions.

    jobs is {str(revision ID): state} of open jobs, ended {str(revision ID): time when the last closed job ended}.
    unconfirmed contains the IDs of submissions whose release is on hold, requested {submission ID: requested time}.
    """

    current: Mapping[UUID, Submission]
    sign_offs: Sequence[SignOff]
    jobs: Mapping[str, str]
    ended: Mapping[str, datetime]
    tiles: Mapping[str, tuple[UUID, str]]
    unconfirmed: frozenset[UUID]
    requested: Mapping[UUID, datetime | None]

    def facts(self, revision: Revision) -> ReleaseFacts:
        key = str(revision.pk)
        submission, job = self.current.get(revision.pk), self.jobs.get(key, "")
        return ReleaseFacts(
            is_signed_off=any(submission is not None and _covers(row, submission) for row in self.sign_offs),
            is_releasing=job == JobState.RUNNING,
            is_scheduled=bool(job),
            job_ended_at=None if job else self.ended.get(key),
            slug_owner=self._slug_owner(revision.listing, submission),
            is_unconfirmed=submission is not None and submission.pk in self.unconfirmed,
            requested_at=self.requested.get(submission.pk) if submission else None,
        )

    def _slug_owner(self, listing: Listing, submission: Submission | None) -> str:
        slug: str = getattr(submission, "integration_id", "") or ""
        owner, title = self.tiles.get(slug, (listing.pk, ""))
        return "" if owner == listing.pk else title


def _load_rows(revisions: Sequence[Revision]) -> _ReleaseFactRows:
    current = current_submissions(revisions)
    submissions = list(current.values())
    jobs = Job.objects.filter(kind=RELEASE_JOB, key__in=[str(revision.pk) for revision in revisions]).order_by(
        "finished_at"
    )
    states = list(jobs.values_list("key", "state", "finished_at"))
    sections = Submission.objects.filter(pk__in=[submission.pk for submission in submissions])
    slugs = {slug for row in submissions if (slug := getattr(row, "integration_id", ""))}
    tiles = Tile.objects.filter(slug__in=slugs).values_list("slug", "listing_id", "title")
    return _ReleaseFactRows(
        current=current,
        sign_offs=list(SignOff.objects.filter(submission__in=submissions, withdrawn_at=None)),
        jobs={key: state for key, state, _ in states if state in OPEN_STATES},
        ended={key: ended_at for key, _, ended_at in states if ended_at},
        tiles={slug: (listing_id, title) for slug, listing_id, title in tiles},
        unconfirmed=frozenset(
            unconfirmed_submissions()
            .filter(pk__in=[submission.pk for submission in submissions])
            .values_list("pk", flat=True)
        ),
        requested={
            pk: requested_day_begins_at(section or {})
            for pk, section in sections.values_list("pk", "documents__submission")
        },
    )


def _covers(sign_off: SignOff, submission: Submission) -> bool:
    is_same = sign_off.submission_id == submission.pk
    return is_same and sign_off.digest == submission.digest and sign_off.terms_digest == submission.terms_digest


def live_facts(listings: Sequence[Listing]) -> Mapping[UUID, LiveFacts]:
    """{listing ID: facts}. Two queries."""
    ids = [listing.pk for listing in listings]
    sending = set(TileFacet.objects.filter(tile__in=ids, kind="submitted").values_list("tile_id", flat=True))
    requested = set(GtmRequest.objects.filter(listing__in=ids, state__in=GTM_OPEN).values_list("listing_id", flat=True))
    return {
        listing.pk: LiveFacts(
            listing=listing.name,
            is_live=listing.availability in IN_CATALOGUE,
            is_paid=listing.is_paid,
            submits_data=listing.pk in sending,
            has_open_gtm=listing.pk in requested,
        )
        for listing in listings
    }
