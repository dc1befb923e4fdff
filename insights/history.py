"""What happened to a revision, as the sources of counts read it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from listings.states.revision_states import RevisionState
from reviews.calendar import BusinessCalendar
from reviews.waiting_times import Pause


class FrozenSubmission(Struct, frozen=True, kw_only=True):
    """A submission: its number in the revision, and when it was submitted."""

    id: UUID
    number: int
    at: datetime


class StateEntry(Struct, frozen=True, kw_only=True):
    """A time that the revision spent in a state. ended_by is the verb of the transition that ended it.

    The last entry has no end.
    """

    state: str
    number: int
    entered_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""


class ReviewTime(Struct, frozen=True, kw_only=True):
    """The review of a team, from its first submission until it was closed."""

    id: UUID
    team: str
    opened_at: datetime
    closed_at: datetime | None


class Answer(Struct, frozen=True, kw_only=True):
    """A decision of a person for a team that was not withdrawn. rejection is its reason if it is a rejection."""

    team: str
    submission_id: UUID
    person_id: UUID | None
    at: datetime
    is_approval: bool
    rejection: str = ""


class BlockingComment(Struct, frozen=True, kw_only=True):
    """A blocking comment of a team on a submission; section is "" if it is about the whole listing."""

    team: str
    submission_id: UUID
    section: str


class RevisionHistory(Struct, frozen=True, kw_only=True):
    """What happened to a revision, each kind of row from the first to the last.

    findings is {submission ID: {code of a check: whether it was a blocker}}, without advice. shown_blockers is {code:
    when the draft first had a blocker of this check}. carried has the (review, submission) whose approval carried over.
    released is the number of the submission that went live first, 0 if none did. calendars has those of the teams, and
    "" for the portal's. pauses has those of the listing and of all teams, the earliest first. fast_lane is {(team,
    submission ID of an update): whether the fast lane would have approved it}.
    """

    id: UUID
    route: str
    kind: str
    submissions: Sequence[FrozenSubmission]
    entries: Sequence[StateEntry]
    reviews: Sequence[ReviewTime]
    answers: Sequence[Answer]
    comments: Sequence[BlockingComment]
    carried: frozenset[tuple[UUID, UUID]]
    findings: Mapping[UUID, Mapping[str, bool]]
    shown_blockers: Mapping[str, datetime]
    calendars: Mapping[str, BusinessCalendar]
    fast_lane: Mapping[tuple[str, UUID], bool]
    pauses: Sequence[Pause] = ()
    released: int = 0
    released_at: datetime | None = None

    @property
    def approved_at(self) -> datetime | None:
        """When all teams had last approved the revision; None if they haven't, or a team withdrew its approval."""
        approvals = [entry for entry in self.entries if entry.state == RevisionState.APPROVED]
        in_force = [entry.entered_at for entry in approvals if entry.ended_by != "approval taken back"]
        return in_force[-1] if in_force else None

    def submission(self, submission_id: UUID) -> FrozenSubmission:
        """The submission with this ID, which must be one of the revision."""
        return next(row for row in self.submissions if row.id == submission_id)

    def in_review(self, number: int) -> list[StateEntry]:
        """The times in which the submission with this number was in review."""
        is_in_review = RevisionState.IN_REVIEW
        return [entry for entry in self.entries if (entry.state, entry.number) == (is_in_review, number)]

    def review_began(self, submission_id: UUID) -> datetime:
        """When teams could begin to review the submission: when its checks had passed."""
        row = self.submission(submission_id)
        entries = self.in_review(row.number)
        return entries[0].entered_at if entries else row.at

    def returns(self) -> Iterator[tuple[FrozenSubmission, datetime, bool]]:
        """(submission, time, whether checks returned it) of each submission that went back to the partner."""
        numbers = {row.number: row for row in self.submissions}
        for entry in self.entries:
            if entry.ended_by == "checks failed" and entry.ended_at and entry.number in numbers:
                yield numbers[entry.number], entry.ended_at, True
        first = {answer.submission_id: answer.at for answer in reversed(self.answers) if not answer.is_approval}
        yield from ((self.submission(submission_id), at, False) for submission_id, at in first.items())
