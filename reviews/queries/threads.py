"""Queries about threads and feedback."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Prefetch, QuerySet
from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.models import Team
from accounts.queries import names_of
from common.actor import Actor
from listings.models import Revision, Submission
from listings.queries.submissions import SUBMISSION_CONTENT
from listings.queries.timeline import RETURNING, returns_of
from listings.states.revision_states import RevisionState
from reviews.models import (
    COMMENT_DISPUTE_OPEN,
    Comment,
    CommentDispute,
    Review,
    Thread,
    ThreadState,
    Verdict,
    Visibility,
)
from reviews.queries.verdicts import decisions_in_force


def visible_threads(actor: Actor, listing_id: UUID) -> QuerySet[Thread]:
    """The threads of a listing that the actor may read, newest first. Only staff read internal threads.

    Those of one decision have the order of its e-mail. Members of the organisation count as partners, even if they are
    also staff.
    """
    rows = Thread.objects.filter(listing_id=listing_id).order_by("-opened_at", "pk")
    organisations = list(actor.organisations)
    if not actor.is_staff:
        return rows.filter(visibility=Visibility.EVERYONE, listing__organisation__in=organisations)
    return rows.exclude(visibility=Visibility.STAFF, listing__organisation__in=organisations)


def answered_threads(review: Review) -> QuerySet[Thread]:
    """The threads that an approval of this team resolves: its own that have an answer and don't block, oldest first."""
    rows = Thread.objects.filter(revision=review.revision_id, team=review.team, state=ThreadState.ANSWERED)
    return rows.filter(is_blocking=False).order_by("opened_at", "pk")


def unresolved_by_revision(actor: Actor, listing_id: UUID) -> Mapping[UUID, int]:
    """{revision ID: number of unresolved threads that the actor may read}. One query."""
    rows = visible_threads(actor, listing_id).exclude(state=ThreadState.RESOLVED).order_by()
    return dict(rows.values_list("revision").annotate(Count("pk")))


def with_comments(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """The threads, with their comments, authors, revisions and open disputes loaded. Adds three queries."""
    comments = Prefetch("comments", Comment.objects.select_related("by", "by_application"))
    undecided = CommentDispute.objects.filter(state__in=COMMENT_DISPUTE_OPEN)
    disputes = Prefetch("disputes", undecided, to_attr="undecided_disputes")
    acts = ("resolved_by", "reopened_by", "outcome_by")
    people = ("opened_by", *acts, *(f"{act}_application" for act in acts))
    rows = threads.select_related(*people, "revision").defer("revision__base", "revision__carried")
    return rows.prefetch_related(comments, disputes)


class Feedback(Struct, frozen=True, kw_only=True):
    """A team's decision with its note to the partner. by is the name of the person, team the name of the team."""

    revision_id: UUID
    team: str
    verdict: str
    submission_number: int
    note: str
    by: str
    at: datetime

    @property
    def is_return(self) -> bool:
        """Whether the team requested changes."""
        return self.verdict == Verdict.REQUEST_CHANGES


def reviewer_threads_on(submission: Submission, actor: Actor) -> QuerySet[Thread]:
    """The unresolved threads that reviewers opened on the submission and the actor may read, oldest first.

    Comments are loaded. submission.revision must be loaded.
    """
    threads = visible_threads(actor, submission.revision.listing_id).filter(submission=submission).exclude(team="")
    return with_comments(threads.exclude(state=ThreadState.RESOLVED)).order_by("opened_at", "pk")


def feedback_on(submission: Submission) -> list[Feedback]:
    """The decisions of teams on this submission, newest first."""
    return [
        decision
        for decision in feedback([submission.revision_id])
        if decision.submission_number == submission.submission_number
    ]


def feedback(revision_ids: Iterable[UUID]) -> list[Feedback]:
    """The decisions of teams, newest first, for the partner's pages. Two queries."""
    rows = decisions_in_force().filter(review__revision__in=list(revision_ids), carried_from=None)
    decisions = list(rows.select_related("review", "submission").defer(*SUBMISSION_CONTENT).order_by("-at", "-pk"))
    names = names_of(row.by_id for row in decisions)
    return [
        Feedback(
            revision_id=row.review.revision_id,
            team=str(Team(row.review.team).label),
            verdict=row.verdict,
            submission_number=row.submission.submission_number,
            note=row.note,
            by=names.get(row.by_id, "") if row.by_id else "",
            at=row.at,
        )
        for row in decisions
    ]


class ReturnNote(Struct, frozen=True, kw_only=True):
    """A note of our staff to the partner about a submission that was returned. title says what happened."""

    revision_id: UUID
    title: str
    note: str
    by: str
    at: datetime


def return_notes(revisions: Sequence[Revision]) -> Mapping[UUID, Sequence[ReturnNote]]:
    """{revision ID: the notes with which its latest submission was returned, newest first}. Four queries at most."""
    returned = {revision.pk: revision for revision in revisions if revision.state == RevisionState.CHANGES_REQUESTED}
    notes: dict[UUID, list[ReturnNote]] = {}
    for note in [*_notes_of_returns(returned), *_notes_of_teams(returned)] if returned else []:
        notes.setdefault(note.revision_id, []).append(note)
    return notes


def _notes_of_returns(returned: Mapping[UUID, Revision]) -> Iterator[ReturnNote]:
    rows = list(returns_of(list(returned.values())))
    names = names_of(row.ended_by for row in rows)
    for row in rows:
        by = names.get(row.ended_by, "") if row.ended_by else ""
        title = str(RETURNING[row.verb].timeline)
        yield ReturnNote(revision_id=row.revision_id, title=title, note=row.reason, by=by, at=row.until)


def _notes_of_teams(returned: Mapping[UUID, Revision]) -> Iterator[ReturnNote]:
    for decision in feedback(returned):
        if (
            decision.is_return
            and decision.note
            and decision.submission_number == returned[decision.revision_id].submission_number
        ):
            title = _("{team} requested changes").format(team=decision.team)
            yield ReturnNote(
                revision_id=decision.revision_id, title=title, note=decision.note, by=decision.by, at=decision.at
            )


class OpenQuestions(Struct, frozen=True):
    """The number of comments of reviewers that the partner has not replied to, and when the first was written."""

    number: int
    since: datetime


def open_questions(revision_ids: Iterable[UUID]) -> Mapping[UUID, OpenQuestions]:
    """{revision ID: its comments without a reply}. An idea needs none, nor does the comment of a rejection."""
    rows = Thread.objects.filter(revision__in=list(revision_ids), state=ThreadState.OPEN, rejection="")
    asked = rows.filter(visibility=Visibility.EVERYONE, is_optional=False).exclude(team="").order_by()
    groups = asked.values_list("revision").annotate(Count("pk"), Min("opened_at"))
    return {revision: OpenQuestions(number, since) for revision, number, since in groups}
