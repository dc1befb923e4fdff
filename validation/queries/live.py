"""Queries about live listings and their checks."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, QuerySet
from msgspec import Struct

from jobs.models import OPEN_STATES, Job, JobState
from listings.models import Listing, Submission
from listings.states.availabilities import IN_CATALOGUE
from tilekit.checks.version import catalogue_version
from validation.models import CheckCatalogue, LiveCheck
from validation.queries.agent import current_digest

JOB_KIND = "check-live"
ALL_JOB_KIND = "check-live-listings"


def live_listings() -> QuerySet[Listing]:
    """The listings that customers see."""
    return Listing.objects.filter(availability__in=IN_CATALOGUE)


def unchecked_live_listings() -> QuerySet[Listing]:
    """Live listings that have not been checked with the current checks and the current list of Agent packages."""
    return live_listings().exclude(Exists(_current_checks().filter(listing=OuterRef("pk"))))


def current_checks() -> QuerySet[LiveCheck]:
    """The rows of live listings that have been checked with the current checks."""
    return _current_checks().filter(listing__availability__in=IN_CATALOGUE)


def live_submission(listing_id: UUID) -> Submission | None:
    """The live submission of a listing if it has not been checked yet; None otherwise.

    Its revision, listing and organisation are loaded.
    """
    release = unchecked_live_listings().filter(pk=listing_id).values("live_release__submission")
    return Submission.objects.select_related("revision__listing__organisation").filter(pk__in=release).first()


def job_key(submission_id: UUID) -> str:
    """The key of the job that checks a live submission with the current version of the checks."""
    return f"{submission_id}:{catalogue_version()}"


def listings_to_queue(*, again: bool) -> Iterator[UUID]:
    """IDs of the live listings for which a job must be queued; again includes those whose job failed. Two queries."""
    taken = _job_keys(*OPEN_STATES) if again else _job_keys(*OPEN_STATES, JobState.FAILED)
    rows = unchecked_live_listings().order_by("pk").values_list("pk", "live_release__submission")
    return iter([listing_id for listing_id, submission_id in rows if job_key(submission_id) not in taken])


def is_anything_waiting() -> bool:
    """Whether any live listing is neither checked nor given up. Two queries."""
    return unchecked_live_listings().exclude(live_release__submission__in=_given_up()).exists()


class LiveProgress(Struct, frozen=True, kw_only=True):
    """The progress of checking live listings. computed_at is the time of the latest check, or None."""

    version: str
    total: int
    checked: int
    given_up: int
    computed_at: datetime | None
    noted_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.checked + self.given_up >= self.total

    @property
    def is_whole(self) -> bool:
        return self.checked >= self.total


def live_progress() -> LiveProgress:
    """The progress of checking live listings. Five queries."""
    catalogue = CheckCatalogue.objects.filter(pk=catalogue_version()).first()
    waiting = unchecked_live_listings()
    total, unread = live_listings().count(), waiting.count()
    return LiveProgress(
        version=catalogue_version(),
        total=total,
        checked=total - unread,
        given_up=waiting.filter(live_release__submission__in=_given_up()).count() if unread else 0,
        computed_at=current_checks().aggregate(at=Max("at"))["at"],
        noted_at=catalogue.noted_at if catalogue else None,
    )


def _current_checks() -> QuerySet[LiveCheck]:
    is_live_now = {"submission": F("listing__live_release__submission")}
    return LiveCheck.objects.filter(catalogue_version=catalogue_version(), packages=current_digest(), **is_live_now)


def _given_up() -> list[UUID]:
    return [UUID(key.partition(":")[0]) for key in _job_keys(JobState.FAILED)]


def _job_keys(*states: JobState) -> set[str]:
    """The keys of jobs in these states for the current version of the checks."""
    jobs = Job.objects.filter(kind=JOB_KIND, key__endswith=f":{catalogue_version()}", state__in=states)
    return set(jobs.values_list("key", flat=True))
