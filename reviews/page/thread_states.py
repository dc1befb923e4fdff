"""The state of a thread as pages show it, and who resolved or reopened it."""

from django.utils.translation import gettext as _

from common.lists import joined_facts
from page_parts.times import format_time
from reviews.authors import author_name
from reviews.models import SuggestionOutcome, Thread
from reviews.states import ShownThreadState


def state_of(thread: Thread, *, is_gone: bool) -> ShownThreadState:
    """The state of a thread. is_gone: its place was removed."""
    if thread.is_resolved:
        return ShownThreadState.RESOLVED
    if thread.is_question:
        return ShownThreadState.QUESTION if thread.is_unanswered else ShownThreadState.ANSWERED
    if is_gone and not thread.is_blocking:
        return ShownThreadState.OUTDATED
    if thread.is_unanswered:
        return ShownThreadState.BLOCKING if thread.is_blocking else ShownThreadState.OPEN
    is_declined = thread.outcome == SuggestionOutcome.DECLINED
    return ShownThreadState.ANSWERED if is_declined or _has_reply(thread) else ShownThreadState.CHANGED


def _has_reply(thread: Thread) -> bool:
    """Whether the partner wrote the last comment. Otherwise, it has only changed the place of the thread."""
    return any(comment.is_partner for comment in list(thread.comments.all())[-1:])


def note_of(thread: Thread, state: ShownThreadState, *, is_gone: bool) -> str:
    """Information about the thread that its state does not show, such as who resolved or reopened it and when."""
    words = [thread.revision.submission_name(thread.submission.submission_number)]
    if thread.is_question and state is not ShownThreadState.QUESTION:
        words.append(_("question"))
    if is_gone and state is not ShownThreadState.OUTDATED:
        words.append(_("outdated"))
    if thread.resolved_at:
        person = author_name(thread.resolved_by, thread.resolved_by_application)
        words.append(_("resolved by {person}, {time}").format(person=person, time=format_time(thread.resolved_at)))
    elif thread.reopened_at:
        person = author_name(thread.reopened_by, thread.reopened_by_application)
        words.append(_("reopened by {person}, {time}").format(person=person, time=format_time(thread.reopened_at)))
    return joined_facts(words)
