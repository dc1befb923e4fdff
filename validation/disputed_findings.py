"""Finds the finding that somebody wants to dispute, in what the listing's checks have reported."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from common.actor import Actor
from files.queries import read_blob
from jobs.models import LongRunningState
from listings.content.bundles import bundle_of_revision
from listings.content.submissions import bundle_of_submission
from listings.models import Listing, Revision, Submission
from listings.queries import open_revision
from tilekit.checks.finding import Effect, Finding
from validation.actions import instant_findings
from validation.current_findings import current_findings
from validation.disputes import cause_of
from validation.excerpts import NO_EXCERPT, Excerpt, excerpt_of, excerpt_of_file
from validation.guards import for_partner
from validation.models import DryRun, FindingDispute
from validation.queries import findings_of_submission
from validation.queries.dry_runs import findings_of_dry_run, visible_dry_runs
from validation.stored_findings import finding_columns

_MOST_SUBMISSIONS = 5
# A finding that can be disputed, and what its check has read.
_Disputable = tuple[Finding, Callable[[Finding], Excerpt]]


def new_dispute(listing: Listing, fingerprint: str, *, by: Actor, now: datetime) -> FindingDispute | None:
    """A dispute of a finding, not sent yet; None if the actor sees no such finding.

    Partners can dispute findings in the draft, in the newest submissions, and in their dry runs. Our staff can dispute
    those in the newest submissions, also of observed checks.
    """
    is_internal = not by.belongs_to(listing.organisation_id)
    sources = _submitted(listing, with_observed=True) if is_internal else _seen_by_partner(listing, by, now)
    match = next((pair for pair in sources if pair[0].fingerprint == fingerprint), None)
    if match is None:
        return None
    finding, excerpt_at = match
    excerpt = excerpt_at(finding)
    return FindingDispute(
        listing=listing,
        cause=cause_of(finding.code, finding.message.id),
        excerpt=excerpt.text,
        source=excerpt.source,
        is_internal=is_internal,
        **finding_columns(finding),
    )


def _seen_by_partner(listing: Listing, by: Actor, now: datetime) -> Iterator[_Disputable]:
    revision = open_revision(listing.pk)
    if revision is not None:
        findings = current_findings(revision, now=now, with_earlier=True).findings
        # While the checks of a submission run, its pages show the findings of instant checks.
        for finding in findings or for_partner(instant_findings(revision, now=now).findings):
            yield finding, partial(_excerpt_of_draft, revision)
    yield from _submitted(listing, with_observed=False)
    for row in visible_dry_runs(by).filter(revision__listing=listing, state=LongRunningState.DONE).order_by("-pk"):
        for finding in findings_of_dry_run(row):
            yield finding, partial(_excerpt_of_dry_run, row)


def _submitted(listing: Listing, *, with_observed: bool) -> Iterator[_Disputable]:
    """The findings of the newest submissions, read one after the other."""
    rows = Submission.objects.filter(revision__listing=listing).only("pk")
    for submission in rows.order_by("-submitted_at", "-pk")[:_MOST_SUBMISSIONS]:
        for finding in findings_of_submission(submission):
            if finding.counts or (with_observed and finding.effect is Effect.OBSERVED):
                yield finding, partial(_excerpt_of_submission, submission)


def _excerpt_of_draft(revision: Revision, finding: Finding) -> Excerpt:
    return excerpt_of(finding, bundle_of_revision(revision))


def _excerpt_of_submission(submission: Submission, finding: Finding) -> Excerpt:
    return excerpt_of(finding, bundle_of_submission(Submission.objects.get(pk=submission.pk)))


def _excerpt_of_dry_run(row: DryRun, finding: Finding) -> Excerpt:
    """The excerpt of a file that the client sent. There is none of a field, or of a file in an archive."""
    sha256 = row.files.get(finding.file)
    return excerpt_of_file(finding, read_blob(sha256)) if sha256 else NO_EXCERPT
