"""From a folder to a submission: what is there already is found, and only what differs is sent."""

from http import HTTPStatus

import msgspec
from msgspec import Struct

from tilekit.commands.guard import UsageError
from tilekit.commands.submit import drafting
from tilekit.commands.submit.bodies import Listing, PageOf, Submission
from tilekit.commands.submit.boxes import ALL, confirmed_boxes
from tilekit.commands.submit.errors import CallRefused, JobRefused, PortalAway
from tilekit.commands.submit.folder import LocalFolder
from tilekit.commands.submit.following import followed, seen_live
from tilekit.commands.submit.outcomes import ALREADY_LIVE, LIVE, REFUSED, REJECTED, RETURNED, UNDER_WAY
from tilekit.commands.submit.portal import Portal
from tilekit.commands.submit.result import Result, result_of_refusal
from tilekit.commands.submit.session import Session
from tilekit.commands.words import said
from tilekit.core.messages import N_

_EDITABLE = frozenset({"draft", "changes_requested"})
# A person decided about this content: the same once more would only be returned again.
_DECIDED = frozenset({RETURNED, REJECTED})
_STALE = frozenset({"stale", "section-changed", "revision-open"})  # codes of errors
_ATTEMPTS = 4


class Wishes(Struct, frozen=True, kw_only=True):
    """What the call asks for; confirm holds boxes of Review & Submit, or "all"."""

    stage: str
    confirm: tuple[str, ...] = ()
    note: str | None = None
    withdraws: bool = False


class Task(Struct, frozen=True, kw_only=True):
    """A folder that becomes a submission of a listing."""

    session: Session
    listing: Listing
    folder: LocalFolder
    wishes: Wishes

    @property
    def portal(self) -> Portal:
        return self.session.portal

    def path(self, name: str) -> str:
        """Where something of the listing is."""
        return f"/listings/{self.listing.id}/{name}"


class _Changed(Exception):
    """The portal changed in the meantime: start over."""


def submitted(task: Task) -> Result:
    """Submit the folder as the listing and follow it; a round with the same content is followed instead.

    If others change something at the same time, it starts over, a few times. Raises UsageError if a round with other
    content is under way, PortalAway, CallRefused.
    """
    for _ in range(_ATTEMPTS):
        try:
            found = _submission(task)
        except CallRefused as refused:
            if not _is_stale(refused):
                return result_of_refusal(refused)
        except JobRefused as refused:
            if refused.code not in _STALE:
                return Result(outcome=REFUSED, findings=tuple(refused.findings), problem=str(refused))
        except _Changed:
            continue
        else:
            return found if isinstance(found, Result) else _follow(task, found)
    raise PortalAway(said(N_("Somebody else keeps changing this draft. Try again later.")))


def _submission(task: Task) -> Submission | Result:
    """The submission to follow, or why there is none."""
    rounds = task.portal.get(task.path("submissions"), PageOf[Submission]).items
    stored = drafting.stored_folder(task.session, task.listing)
    same = [each for each in rounds if each.digest in stored.digests_of(task.folder)]
    if live := next((each for each in same if each.outcome == LIVE), None):
        return _already_live(task, live)
    latest = rounds[0] if rounds else None
    if latest is not None and latest.outcome in UNDER_WAY:
        if latest in same:
            return latest
        _withdraw(task, latest)
        raise _Changed
    if latest is not None and latest.outcome == REJECTED and latest not in same:
        text = N_(
            "The listing was rejected, so it can't be submitted with other content either. "
            "To appeal, reply in the portal."
        )
        return Result(outcome=REJECTED, submission=latest, problem=said(text))
    if latest is not None and latest in same and latest.outcome in _DECIDED:
        return Result(outcome=latest.outcome, submission=latest)
    return _from_draft(task, stored)


def _from_draft(task: Task, stored: drafting.Stored) -> Submission | Result:
    """Submit the draft if it holds the folder; change it first if it does not."""
    if task.portal.get(f"/listings/{task.listing.id}", Listing).state not in _EDITABLE:
        task.portal.call("POST", task.path("revisions"))
        raise _Changed
    if not stored.holds(task.folder):
        trial = drafting.tried(task.session, task.listing, task.folder)
        if refused := _against(trial, task.wishes):
            return refused
        drafting.replace(task.session, task.listing, task.folder, etag=stored.etag)
        stored = drafting.stored_folder(task.session, task.listing)
        if stored.folder.digest != trial.digest:
            raise _Changed
    return _handed_in(task, etag=stored.etag)


def _against(trial: drafting.Trial, wishes: Wishes) -> Result | None:
    """What the dry run has against the folder, apart from boxes that are about to be confirmed."""
    boxes = confirmed_boxes(wishes.confirm)
    findings = tuple(each for each in trial.findings if each.path not in boxes)
    if not any(each.severity == "blocker" for each in findings):
        return None
    missing = tuple(each for each in trial.missing if each not in boxes)
    return Result(outcome=REFUSED, findings=findings, missing=missing)


def _handed_in(task: Task, *, etag: str) -> Submission:
    wishes, session = task.wishes, task.session
    body = {"confirm": ALL if ALL in wishes.confirm else list(wishes.confirm)}
    noted = {"note": wishes.note} if wishes.note is not None else {}
    session.note(said(N_("Submitting {name}."), name=task.listing.name))
    answer, call = session.once("POST", task.path("submissions"), {**body, **noted}, etag=etag)
    session.state.answered(call)
    return session.portal.read(answer, Submission)


def _withdraw(task: Task, latest: Submission) -> None:
    if not task.wishes.withdraws:
        text = N_(
            "Other content of this listing was submitted and isn't decided yet: {page}. "
            "Wait for the decision, or withdraw it with --withdraw."
        )
        raise UsageError(said(text, page=task.portal.address(latest.links.page)))
    task.session.note(said(N_("Withdrawing the earlier submission.")))
    task.portal.call("POST", task.path("withdrawal"), {"reason": task.wishes.note or ""})


def _already_live(task: Task, live: Submission) -> Result:
    found = seen_live(task.session, live)
    return msgspec.structs.replace(found, outcome=ALREADY_LIVE) if found.outcome == LIVE else found


def _follow(task: Task, submission: Submission) -> Result:
    task.session.state.remember(submission.id)
    return followed(task.session, submission, task.wishes.stage)


def _is_stale(refused: CallRefused) -> bool:
    return refused.status == HTTPStatus.PRECONDITION_FAILED or refused.code in _STALE
