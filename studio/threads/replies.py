"""Sends messages from partners to reviewers: answers to threads, reasons for reopening them, and new questions.

Also finds which button of a thread was pressed in the form of a step, which is saved first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode
from msgspec import Struct
from msgspec.structs import replace

from common.actor import Actor
from common.errors import CharacterRefused, NotFound, NotPossible
from common.requests import parse_uuid
from listings.models import Revision
from reviews.actions import NewThread, open_thread, reopen_thread, reply_to_thread

REPLY_BUTTON, THREAD_BUTTON = "_reply", "_thread"
_THREAD_VERBS = ("apply-suggestion", "decline-suggestion", "resolve")


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
    thread_id = parse_uuid(posted[REPLY_BUTTON])
    if thread_id is None:
        raise NotFound
    return posted_reply(thread_id, posted)


def pressed_thread_url(posted: Mapping[str, str]) -> str:
    """The URL of the view for the pressed button of a thread, "" if another one was pressed. Raises NotFound.

    The value of the button is a verb, the ID of the thread, and the URL to return to.
    """
    if THREAD_BUTTON not in posted:
        return ""
    verb, key, back = f"{posted[THREAD_BUTTON]}  ".split(" ", 2)
    thread_id = parse_uuid(key)
    if verb not in _THREAD_VERBS or thread_id is None:
        raise NotFound
    return f"{reverse(f'reviews:thread-{verb}', args=[thread_id])}?{urlencode({'next': back.strip()})}"


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
