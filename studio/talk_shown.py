"""Conversations as markup: under the field or row that they are about, and in the metrics table."""

from collections.abc import Mapping, Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from msgspec import Struct

from listings.models import Listing
from reviews.page.threads import ShownComment, ShownThread
from studio.answers import Answer
from studio.talk import Talk

_SHOWN = 4


class TalkHere(Struct, frozen=True, kw_only=True):
    """What a field or row shows: how many threads, the address of the first, and their markup."""

    number: int
    href: str
    markup: SafeString


class Frame(Struct, frozen=True, kw_only=True):
    """The page around threads: answer is what was just written and could not be taken; may_apply: texts can change."""

    listing: Listing
    answer: Answer | None
    may_apply: bool
    says_place: bool = False


class ThreadBox(Struct, frozen=True, kw_only=True):
    """A thread with its answer box. first and last are its turns; left_out counts those between them.

    place is "" where the page around it says it; apply_url takes the suggested text over, "" where nobody may or where
    the text has changed.
    """

    thread: ShownThread
    first: Sequence[ShownComment]
    last: Sequence[ShownComment]
    left_out: int
    answer_url: str
    whole_href: str
    apply_url: str
    place: str
    typed: str
    error: str
    is_touched: bool

    @property
    def answer_id(self) -> str:
        """The id of the box: another one after each turn, so that a page keeps what is typed until it is taken."""
        return f"answer-{self.thread.key}-{len(self.first) + self.left_out + len(self.last)}"


def box_of(talk: Talk, frame: Frame) -> ThreadBox:
    """The box of a thread on a page of its listing."""
    thread, listing, answer = talk.thread, frame.listing, frame.answer
    mine = answer if answer and answer.thread_id == thread.id else None
    left_out = max(len(thread.comments) - _SHOWN, 0)
    applies = frame.may_apply and thread.is_open and talk.fits_suggestion
    return ThreadBox(
        thread=thread,
        first=thread.comments[:1],
        last=thread.comments[1 + left_out :],
        left_out=left_out,
        answer_url=reverse("studio:thread-answer", args=[listing.pk, thread.id]),
        whole_href=f"{listing.get_absolute_url()}#thread-{thread.id}",
        apply_url=reverse("reviews:thread-apply-suggestion", args=[thread.id]) if applies else "",
        place=thread.anchor.words if frame.says_place or talk.place.is_gone else "",
        typed=mine.text if mine else "",
        error=mine.error if mine else "",
        is_touched=talk.is_touched,
    )


def drawn_talks(talks: Sequence[Talk], frame: Frame) -> dict[str, TalkHere]:
    """{path of the field or row: what it shows}; threads on single metrics are drawn in their table."""
    places: dict[str, list[Talk]] = {}
    for talk in talks:
        if talk.place.at:
            places.setdefault(talk.place.at, []).append(talk)
    return {path: _here(found, frame) for path, found in places.items()}


def record_talks(talks: Sequence[Talk], frame: Frame) -> Mapping[int, SafeString]:
    """{record of the metrics list: the markup of its threads}."""
    places: dict[int, list[Talk]] = {}
    for talk in talks:
        if talk.place.record is not None:
            places.setdefault(talk.place.record, []).append(talk)
    return {record: markup_of(found, frame) for record, found in places.items()}


def markup_of(talks: Sequence[Talk], frame: Frame) -> SafeString:
    """The threads one below the other, to stand in the form of their section."""
    return render_to_string("studio/parts/talk.html", {"boxes": [box_of(each, frame) for each in talks]})


def _here(talks: Sequence[Talk], frame: Frame) -> TalkHere:
    boxes = [box_of(each, frame) for each in talks if each.place.record is None]
    lines = [each.thread for each in talks if each.place.record is not None]
    markup = render_to_string("studio/parts/talk.html", {"boxes": boxes, "lines": lines})
    return TalkHere(number=len(talks), href=talks[0].thread.anchor.href, markup=markup)
