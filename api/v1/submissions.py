"""Prepares submissions for responses."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from msgspec import Struct

from api.paths import V1_PREFIX
from api.v1.bodies.submissions import CheckRunBody, ProgressBody, ReviewBody, SubmissionLinks
from api.v1.bodies.submissions import SubmissionBody as Body
from api.v1.listings import as_status, listing_for
from api.v1.outcomes import OUTCOME_TEXTS, OutcomeFacts, SubmissionOutcome, outcome_of
from catalog.writes import is_listed
from common.actor import Actor
from common.lookups import first_or_not_found
from listings.models import Listing, Submission
from listings.queries import SubmissionResult, all_submissions_of, status_of, submission_result
from listings.states.revision_states import REPLACING
from listings.states.status_messages import StatusMessage
from page_parts.total_maps import total_map
from reviews.models import Verdict
from reviews.queries import TeamVerdict, unresolved_by_revision, verdicts_on
from validation.models import Run, RunState
from validation.queries import progress_of, runs_of_submissions

_STATES: Mapping[str, str] = total_map(
    Verdict, {Verdict.APPROVE: "approved", Verdict.REQUEST_CHANGES: "changes_requested"}
)


def rounds_for(actor: Actor, listing_id: UUID) -> QuerySet[Submission]:
    """The submissions of a listing, including withdrawn ones. Raises NotFound if the actor may not see the listing."""
    return all_submissions_of(listing_for(actor, listing_id))


def submission_named(actor: Actor, submission_id: UUID) -> Submission:
    """The row of a submission, for `as_submissions`. Raises NotFound if the actor may not see it."""
    listing_id = first_or_not_found(
        Submission.objects.filter(pk=submission_id).values_list("revision__listing_id", flat=True)
    )
    return first_or_not_found(rounds_for(actor, listing_id).filter(pk=submission_id))


def as_submissions(rows: Sequence[Submission], *, to: Actor) -> list[Body]:
    """The bodies of a listing's submissions (rows of `rounds_for`), in the same order. Constant number of queries.

    State and outcome only agree if the caller reads everything in one `snapshot`.
    """
    if not rows:
        return []
    listings = Listing.objects.select_related("organisation", "live_release", "tile").defer("tile__view", "tile__card")
    listing = listings.get(pk=rows[0].revision.listing_id)
    for row in rows:
        row.revision.listing = listing
    status_messages = status_of(list({row.revision_id: row.revision for row in rows}.values()), to=to)
    runs, verdicts = runs_of_submissions(rows), verdicts_on(rows)
    threads = unresolved_by_revision(to, listing.pk)
    return [
        _submission_body(
            _SubmissionFacts(
                row=row,
                listing=listing,
                result=submission_result(row),
                run=runs.get(row.pk),
                status_message=status_messages[row.revision_id],
                verdicts=verdicts[row.pk],
                threads=threads.get(row.revision_id, 0),
            )
        )
        for row in rows
    ]


class _SubmissionFacts(Struct, frozen=True, kw_only=True):
    """The data from which the body of a submission is made."""

    row: Submission
    listing: Listing
    result: SubmissionResult
    run: Run | None
    status_message: StatusMessage
    verdicts: Sequence[TeamVerdict]
    threads: int

    @property
    def outcome(self) -> SubmissionOutcome:
        live = self.listing.live_release
        is_live_release = live is not None and live.submission_id == self.row.pk
        return outcome_of(
            OutcomeFacts(
                state=self.result.state,
                is_latest=self.result.is_latest,
                was_reviewed=self.result.reviewed_at is not None,
                run=RunState(self.run.state) if self.run else None,
                party=self.status_message.party,
                is_replacing=self.status_message.state == REPLACING,
                is_shown=is_live_release and is_listed(self.listing),
                is_live_release=is_live_release,
                is_on_hold=bool(self.listing.hold),
            )
        )


def _submission_body(facts: _SubmissionFacts) -> Body:
    row, outcome = facts.row, facts.outcome
    return Body.from_row(
        row,
        listing=facts.listing.pk,
        revision=row.revision.number,
        round=row.submission_number,
        state=facts.result.state,
        outcome=outcome,
        outcome_text=str(OUTCOME_TEXTS[outcome]),
        status=as_status(facts.status_message),
        checks=_checks(facts.run),
        reviews=[_review(verdict) for verdict in facts.verdicts],
        open_threads=facts.threads,
        links=_links(facts, outcome),
    )


def _links(facts: _SubmissionFacts, outcome: SubmissionOutcome) -> SubmissionLinks:
    submission, listing = f"{V1_PREFIX}/submissions/{facts.row.pk}", f"{V1_PREFIX}/listings/{facts.listing.pk}"
    slug = facts.listing.tile.slug if outcome is SubmissionOutcome.LIVE else ""
    return SubmissionLinks(
        self=submission,
        listing=listing,
        findings=f"{submission}/findings",
        threads=f"{listing}/threads",
        page=facts.listing.get_absolute_url(),
        tile=reverse("catalog:tile-detail", args=[slug]) if slug else None,
    )


def _checks(run: Run | None) -> CheckRunBody:
    if run is None:
        return CheckRunBody(state=None, progress=None, job=None)
    progress = progress_of(run) if run.is_open else None
    progress_body = ProgressBody.from_row(progress) if progress else None
    return CheckRunBody(state=RunState(run.state), progress=progress_body, job=run.pk)


def _review(verdict: TeamVerdict) -> ReviewBody:
    waiting = "waiting" if verdict.is_waiting else "paused"
    return ReviewBody.from_row(verdict, state=_STATES[verdict.verdict] if verdict.verdict else waiting)
