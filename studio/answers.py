"""What a partner writes to the reviewers: into the answer box of a thread, and as a question of their own."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from common.actor import Actor
from common.errors import CharacterRefused, NotFound, NotPossible
from listings.models import Revision
from reviews.actions import Remark, answer_thread, open_thread

PRESSED = "_answer"


class Answer(Struct, frozen=True, kw_only=True):
    """text is what was typed, error why it was not taken: "" where it was."""

    thread_id: UUID
    text: str = ""
    error: str = ""


def box_of_thread(thread_id: UUID, posted: Mapping[str, str]) -> Answer:
    """What stands in the box of the thread; it is named after it, because one form may hold several."""
    return Answer(thread_id=thread_id, text=posted.get(f"answer.{thread_id}", ""))


def pressed_box(posted: Mapping[str, str]) -> Answer | None:
    """The box whose button was pressed in a form that may hold several; None for another button. Raises NotFound."""
    if PRESSED not in posted:
        return None
    try:
        thread_id = UUID(posted[PRESSED])
    except ValueError:
        raise NotFound from None
    return box_of_thread(thread_id, posted)


def give_answer(written: Answer, *, by: Actor, now: datetime) -> Answer:
    """Answer the thread. Raises NotFound, NotAllowed; what is wrong with the text comes back with it."""
    try:
        answer_thread(thread_id=written.thread_id, body=written.text, by=by, now=now)
    except CharacterRefused as error:  # said at the box, which still holds what was typed
        return replace(written, error=str(error))
    except NotPossible as error:
        return replace(written, error=str(error.context["reasons"]))
    return Answer(thread_id=written.thread_id)


def ask_reviewers(revision: Revision, text: str, *, by: Actor, now: datetime) -> str:
    """Ask about the round under review; the answer is why the text was not taken, "" where it was.

    Raises NotFound, NotAllowed, and NotPossible where there is no round.
    """
    try:
        open_thread(revision_id=revision.pk, remark=Remark(body=text), team="", by=by, now=now)
    except CharacterRefused as error:
        return str(error)
    except NotPossible as error:
        if not revision.round:  # then no page has the box
            raise
        return str(error.context["reasons"])
    return ""
