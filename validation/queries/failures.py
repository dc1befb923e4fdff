"""Queries about checks that could not be finished, and the listings that wait for them."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from msgspec import Struct

from jobs.queries import open_job, open_keys
from listings.models import Submission
from listings.states.revision_states import EDITABLE, RevisionState
from tilekit.checks.version import catalogue_version
from validation.models import CheckFailure, InstantFindings, LiveCheck, Run, RunState
from validation.queries.live import current_checks

RERUN_JOB_KIND = "run-checks-again"
ALL = "all"


class Failure(Struct, frozen=True, kw_only=True):
    """A check that could not be finished, and the IDs of the listings that wait for its result.

    first is the first failure in the newest version of the checks that failed; is_present means that this version is
    the current one. is_under_way means that a job that reruns the check is open.
    """

    code: str
    listing_ids: frozenset[UUID]
    first: CheckFailure | None
    is_present: bool
    is_under_way: bool

    @property
    def listings(self) -> int:
        """The number of listings that wait."""
        return len(self.listing_ids)


def failures() -> Sequence[Failure]:
    """The unfinished checks that listings wait for, sorted by code, without listings checked since. Six queries."""
    listings: dict[str, set[UUID]] = {}
    for listing_id, unchecked in _incomplete_results():
        for check in unchecked:
            listings.setdefault(str(check["code"]), set()).add(listing_id)
    if not listings:
        return []
    rows = CheckFailure.objects.filter(code__in=listings).order_by("noted_at", "pk")
    newest, rerun = {row.code: row for row in rows}, open_keys(RERUN_JOB_KIND)
    return [_failure(code, listings[code], newest.get(code), rerun=rerun) for code in sorted(listings)]


def is_full_rerun_open() -> bool:
    """Whether a job that reruns all unfinished checks is open."""
    return open_job(RERUN_JOB_KIND, key=ALL) is not None


def _failure(code: str, listing_ids: set[UUID], first: CheckFailure | None, *, rerun: set[str]) -> Failure:
    return Failure(
        code=code,
        listing_ids=frozenset(listing_ids),
        first=first,
        is_present=first is not None and first.catalogue_version == catalogue_version(),
        is_under_way=not rerun.isdisjoint({code, ALL}),
    )


def waiting_runs(code: str = "") -> Sequence[Run]:
    """The newest runs of submissions and drafts that are incomplete because of the check or, for "", of any check.

    For "", submissions whose run was given up are included; it is not known which check failed there.
    """
    newer = Run.objects.filter(revision=OuterRef("revision"), created_at__gt=OuterRef("created_at"))
    is_round = Q(revision__state=RevisionState.SUBMITTED, submission__isnull=False)
    is_draft = Q(revision__state__in=EDITABLE, submission__isnull=True)
    is_incomplete = Q(state=RunState.INCOMPLETE) & (is_round | is_draft)
    is_given_up = Q(state=RunState.FAILED) & is_round
    rows = Run.objects.filter(is_incomplete | is_given_up, ~Exists(newer)).select_related("revision").order_by("pk")
    return [run for run in rows if includes_check(run.unchecked, code) or (run.state == RunState.FAILED and not code)]


def given_up_runs() -> int:
    """The number of waiting submissions whose run was given up. One query."""
    return sum(run.state == RunState.FAILED for run in waiting_runs())


def waiting_drafts(code: str = "") -> list[UUID]:
    """IDs of the revisions whose instant checks are incomplete because of this check, or of any check if code is ""."""
    return [row.pk for row in _drafts().only("unchecked") if includes_check(row.unchecked, code)]


def waiting_live(code: str) -> list[UUID]:
    """IDs of the live listings whose last check is incomplete because of the check or, for "", of any check."""
    return [row.pk for row in incomplete_live().only("unchecked") if includes_check(row.unchecked, code)]


def incomplete_live() -> QuerySet[LiveCheck]:
    """Incomplete checks of live listings with the current checks."""
    return current_checks().exclude(unchecked=[])


def includes_check(unchecked: Iterable[Mapping[str, str]], code: str) -> bool:
    """Whether the stored unfinished checks include the code or, for "", whether there are any."""
    return any(code in {"", check["code"]} for check in unchecked)


def is_waiting(run: Run, submission: Submission | None) -> bool:
    """Whether the run, which the caller has locked, must still be repeated."""
    is_newest = not Run.objects.filter(revision=run.revision_id, created_at__gt=run.created_at).exists()
    state = run.revision.state
    fits = state == RevisionState.SUBMITTED if run.submission_id else state in EDITABLE
    is_current = run.submission_id is None or (submission is not None and submission.pk == run.submission_id)
    is_unfinished = run.state == RunState.INCOMPLETE or (run.state == RunState.FAILED and run.submission_id is not None)
    return is_unfinished and is_newest and fits and is_current


def _incomplete_results() -> Iterable[tuple[UUID, Sequence[Mapping[str, str]]]]:
    yield from ((run.revision.listing_id, run.unchecked) for run in waiting_runs())
    yield from _drafts().values_list("revision__listing_id", "unchecked")
    yield from incomplete_live().values_list("listing_id", "unchecked")


def _drafts() -> QuerySet[InstantFindings]:
    return InstantFindings.objects.filter(revision__state__in=EDITABLE).exclude(unchecked=[])
