"""Follows a submission until it has reached the requested state."""

from http import HTTPStatus

from tilekit.commands.submit.outcomes import IN_SANDBOX, LATER, LIVE, OUTCOMES, STAGES
from tilekit.commands.submit.replies import SubmissionReply
from tilekit.commands.submit.result import SubmitResult
from tilekit.commands.submit.session import Session
from tilekit.commands.terminal import print_note
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

_DIGEST = "listing-digest"
# Approved, but no admin has enabled the tile yet.
_NOT_ENABLED = "approved"
_FIRST_SECONDS, _MAX_POLL_SECONDS = 1.0, 20.0


def follow(session: Session, submission: SubmissionReply, stage: str | None) -> SubmitResult:
    """The final state of the submission: it has reached the stage, it can't continue, or the waiting time is over.

    Without a stage, the command doesn't wait. Raises PortalUnavailable, CallRefused.
    """
    reported, pause = "", _FIRST_SECONDS
    while is_under_way(submission, stage):
        if submission.outcome != reported:
            reported, pause = submission.outcome, _FIRST_SECONDS
            print_note(_status_line(submission))
        if not session.wait.pause(pause):
            return SubmitResult(outcome=LATER, submission=submission, problem=_status_line(submission))
        pause = min(pause * 1.5, _MAX_POLL_SECONDS)
        submission = session.portal.get(f"/submissions/{submission.id}", SubmissionReply)
    if submission.outcome == LIVE:
        return wait_until_live(session, submission)
    if submission.outcome not in OUTCOMES:
        text = N_("The portal reports an outcome that this version of tilekit doesn't know: {outcome}. Update tilekit.")
        return SubmitResult(outcome=LATER, submission=submission, problem=translated(text, outcome=submission.outcome))
    return SubmitResult(outcome=submission.outcome, submission=submission)


def is_under_way(submission: SubmissionReply, stage: str | None) -> bool:
    """Whether the submission has not reached the stage yet."""
    if stage is None:
        return False
    if stage == IN_SANDBOX and submission.outcome == "sandbox":
        return submission.state == _NOT_ENABLED
    return submission.outcome in STAGES[stage]


def wait_until_live(session: Session, submission: SubmissionReply) -> SubmitResult:
    """Wait until the public page of the tile sends the digest of the submission; only then is it live.

    Raises PortalUnavailable.
    """
    pause = _FIRST_SECONDS
    while not _is_shown(session, submission):
        if not session.wait.pause(pause):
            problem = translated(
                N_("The portal reports that this version is live, but the tile page doesn't show it yet.")
            )
            return SubmitResult(outcome=LATER, submission=submission, problem=problem)
        pause = min(pause * 1.5, _MAX_POLL_SECONDS)
    return SubmitResult(outcome=LIVE, submission=submission)


def _is_shown(session: Session, submission: SubmissionReply) -> bool:
    if not submission.links.tile:
        return False
    response = session.portal.page(submission.links.tile)
    return response.status_code == HTTPStatus.OK and response.headers.get(_DIGEST) == submission.digest


def _status_line(submission: SubmissionReply) -> str:
    outcome = OUTCOMES.get(submission.outcome)
    return translated(outcome.meaning) if outcome else submission.outcome
