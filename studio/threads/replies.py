"""Sends messages from partners to reviewers: answers to threads, reasons for reopening them, and new questions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from common.actor import Actor
from common.errors import CharacterRefused, NotFound, NotPossible
from listings.models import Revision
from reviews.actions import NewThread, open_thread, reopen_thread, reply_to_thread

REPLY_BUTTON = "_reply"


class ThreadReply(Struct, frozen=True, kw_only=True):
    """An answer to a thread: the typed text, and the reason why it was refused ("" if it was not)."""

    thread_id: UUID
    text: str = ""
    error: str = ""


def posted_reply(thread_id: UUID, posted: Mapping[str, str]) -> ThreadReply:
    """The answer typed in the box of this thread. A form may contain boxes of several threads."""
    return ThreadReply(thread_id=thread_id, text=posted.get(f"reply.{thread_id}", ""))


def pressed_reply(posted: Mapping[str, str]) -> ThreadReply | None:
    """The answer whose button was pressed; None if another button was pressed. Raises NotFound."""
    if REPLY_BUTTON not in posted:
        return None
    try:
        thread_id = UUID(posted[REPLY_BUTTON])
    except ValueError:
        raise NotFound from None
    return posted_reply(thread_id, posted)


def send_reply(written: ThreadReply, *, by: Actor, now: datetime) -> ThreadReply:
    """Answer the thread, and return the answer, with an error if its text was refused. Raises NotFound, NotAllowed."""
    return _sent(written, lambda: reply_to_thread(thread_id=written.thread_id, body=written.text, by=by, now=now))


def send_reopening(written: ThreadReply, *, by: Actor, now: datetime) -> ThreadReply:
    """Reopen the thread with the text as the reason. Returns and raises what `send_reply` does."""
    return _sent(written, lambda: reopen_thread(thread_id=written.thread_id, by=by, now=now, reason=written.text))


def _sent(written: ThreadReply, send: Callable[[], object]) -> ThreadReply:
    try:
        send()
    except CharacterRefused as error:  # shown at the box, with the typed text
        return replace(written, error=str(error))
    except NotPossible as error:
        return replace(written, error=str(error.context["reasons"]))
    return ThreadReply(thread_id=written.thread_id)


def ask_reviewers(revision: Revision, text: str, *, by: Actor, now: datetime) -> str:
    """Open a thread about the submission in review. Returns the reason why the text was refused, "" if it was accepted.

    Raises NotFound, NotAllowed, and NotPossible if there is no submission.
    """
    try:
        open_thread(revision_id=revision.pk, new_thread=NewThread(body=text), team="", by=by, now=now)
    except CharacterRefused as error:
        return str(error)
    except NotPossible as error:
        if not revision.submission_number:  # the page has no reply box in that case
            raise
        return str(error.context["reasons"])
    return ""
