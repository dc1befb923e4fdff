"""Renders threads as HTML, for fields, rows and the metrics table."""

from collections.abc import Mapping, Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from msgspec import Struct

from listings.models import Listing
from reviews.page.threads import ShownComment, ShownThread
from studio.threads.places import PlacedThread
from studio.threads.replies import ThreadReply

_MAX_COMMENTS = 4


class PlaceThreads(Struct, frozen=True, kw_only=True):
    """The threads of a field or row: their number, the URL of the first one, and their HTML."""

    number: int
    href: str
    markup: SafeString


class ListingThreadsPage(Struct, frozen=True, kw_only=True):
    """The page that contains threads. reply is a refused reply; may_apply means that suggestions can be applied."""

    listing: Listing
    reply: ThreadReply | None
    may_apply: bool
    shows_place: bool = False


class ThreadBox(Struct, frozen=True, kw_only=True):
    """A thread with its reply box. first and last are comments; hidden_comments is the number of comments in between.

    place is "" if the page already shows it. apply_url accepts the suggestion and decline_url declines it; both are ""
    if that is not possible. If the place has changed since, compare_url compares both versions instead.
    """

    thread: ShownThread
    first: Sequence[ShownComment]
    last: Sequence[ShownComment]
    hidden_comments: int
    reply_url: str
    reopen_url: str
    conversation_href: str
    apply_url: str
    compare_url: str
    decline_url: str
    place: str
    typed: str
    error: str
    is_place_changed: bool

    @property
    def step_href(self) -> str:
        """The thread at its place in the wizard, or else on the page of the listing."""
        return self.thread.anchor.href or self.conversation_href

    @property
    def reply_id(self) -> str:
        """The HTML ID of the reply box. It changes with each comment, so that typed text stays until it is saved."""
        return f"reply-{self.thread.key}-{len(self.first) + self.hidden_comments + len(self.last)}"


def thread_box(placed: PlacedThread, page: ListingThreadsPage) -> ThreadBox:
    """The box of a thread on a page of its listing."""
    thread, listing, reply = placed.thread, page.listing, page.reply
    own_reply = reply if reply and reply.thread_id == thread.id else None
    hidden_comments = max(len(thread.comments) - _MAX_COMMENTS, 0)
    applies = placed.suggestion_applies
    is_undecided = thread.is_open and thread.suggestion is not None and not thread.suggestion.note
    is_offered = page.may_apply and placed.is_of_revision and is_undecided
    return ThreadBox(
        thread=thread,
        first=thread.comments[:1],
        last=thread.comments[1 + hidden_comments :],
        hidden_comments=hidden_comments,
        reply_url=reverse("studio:thread-reply", args=[listing.pk, thread.id]),
        reopen_url=reverse("studio:thread-reopen", args=[listing.pk, thread.id]),
        conversation_href=f"{listing.get_absolute_url()}#thread-{thread.id}",
        apply_url=_suggestion_url("thread-apply-suggestion", thread) if is_offered and applies else "",
        compare_url=_suggestion_url("thread-suggestion", thread) if is_offered and not applies else "",
        decline_url=_suggestion_url("thread-decline-suggestion", thread) if is_offered else "",
        place=thread.anchor.words if page.shows_place or placed.place.is_gone else "",
        typed=own_reply.text if own_reply else "",
        error=own_reply.error if own_reply else "",
        is_place_changed=placed.is_place_changed,
    )


def _suggestion_url(name: str, thread: ShownThread) -> str:
    return reverse(f"reviews:{name}", args=[thread.id])


def threads_by_place(threads: Sequence[PlacedThread], page: ListingThreadsPage) -> dict[str, PlaceThreads]:
    """{path of a field or row: its threads}, without threads about metrics, which the table shows."""
    places: dict[str, list[PlacedThread]] = {}
    for placed in threads:
        if placed.place.path:
            places.setdefault(placed.place.path, []).append(placed)
    return {path: _place_threads(placed, page) for path, placed in places.items()}


def threads_by_record(
    threads: Sequence[PlacedThread], page: ListingThreadsPage, *, in_form: bool = True
) -> Mapping[int, SafeString]:
    """{index of a record in the metrics file: its threads as HTML}. in_form: they are inside the form of the step."""
    places: dict[int, list[PlacedThread]] = {}
    for placed in threads:
        if placed.place.record is not None:
            places.setdefault(placed.place.record, []).append(placed)
    return {record: threads_markup(placed, page, in_form=in_form) for record, placed in places.items()}


def threads_markup(threads: Sequence[PlacedThread], page: ListingThreadsPage, *, in_form: bool = True) -> SafeString:
    """The threads as HTML, for the form of their section or with forms of their own."""
    boxes = [thread_box(placed, page) for placed in threads]
    return render_to_string("studio/parts/place_threads.html", {"boxes": boxes, "in_form": in_form})


def _place_threads(threads: Sequence[PlacedThread], page: ListingThreadsPage) -> PlaceThreads:
    boxes = [thread_box(placed, page) for placed in threads if placed.place.record is None]
    lines = [placed.thread for placed in threads if placed.place.record is not None]
    markup = render_to_string("studio/parts/place_threads.html", {"boxes": boxes, "lines": lines, "in_form": True})
    return PlaceThreads(number=len(threads), href=threads[0].thread.anchor.href, markup=markup)
