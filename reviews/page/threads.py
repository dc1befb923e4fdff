"""Prepares threads for the pages of partners and staff."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from msgspec import Struct, structs

from accounts.models import Team
from common.actor import Actor, Role
from common.lists import joined_with_and
from files.errors import FileNotReadable
from listings import page_urls
from listings.content.references import Documents, field_at, value_at_path
from listings.display.place_names import place_name
from listings.display.values import display_text
from listings.models import Listing, Submission
from reviews.authors import author_name
from reviews.models import Comment, CommentPriority, Thread, Visibility
from reviews.page.drafts import ReviewDrafts, ShownDraft, comment_html
from reviews.page.places import ReviewPlaces
from reviews.page.replies import ReplyOptions, ReplyPlace, reply_options
from reviews.page.review_page import ReviewPage
from reviews.page.suggestions import ShownSuggestion, shown_suggestion
from reviews.page.thread_states import note_of, state_of
from reviews.states import ShownThreadState
from reviews.thread_guards import (
    may_block,
    may_resolve,
    needs_reason,
    reasons_against_reopening,
    reasons_against_resolving,
)
from reviews.thread_places import line_now
from tilekit.core.choices import ChoiceField, Choices
from tilekit.sections.files import section_of_place

_BEGINNING = 100


class Anchor(Struct, frozen=True, kw_only=True):
    """The place of a thread: its name, its URL, and whether it was removed."""

    words: str
    href: str
    is_gone: bool = False


class ShownComment(Struct, frozen=True, kw_only=True):
    """A comment as pages show it. side is the name of the partner or the team; html is sanitised."""

    id: UUID
    by: str
    side: str
    at: datetime
    html: SafeString


class ShownThread(Struct, frozen=True, kw_only=True):
    """A thread as pages show it. suggestion is None if it suggests no change.

    rejection is the reason that a lead chose for rejecting the listing, "" in other threads. canned has the saved
    replies for reviewers who may reply, and drafts the reader's replies that are not sent yet. needs_reason: the reader
    must give a reason to reopen the thread. may_block: they can make the comment blocking.
    """

    id: UUID
    path: str
    section: str
    state: ShownThreadState
    anchor: Anchor
    team: str
    team_key: str
    note: str
    excerpt: str
    rejection: str
    suggestion: ShownSuggestion | None
    comments: Sequence[ShownComment]
    is_internal: bool
    is_blocking: bool
    priority: CommentPriority | None
    may_reply: bool
    may_resolve: bool
    may_reopen: bool
    needs_reason: bool
    may_block: bool
    disputed: str = ""
    may_dispute: bool = False
    canned: ReplyOptions | None = None
    drafts: Sequence[ShownDraft] = ()

    @property
    def key(self) -> str:
        """The part after `thread-` in the URL fragment of the thread."""
        return str(self.id)

    @property
    def quote(self) -> str:
        """The original text of the place, with the labels of options; "" if the suggestion already shows it."""
        return "" if self.suggestion else _with_labels(self.path, self.excerpt)

    @property
    def beginning(self) -> str:
        """The beginning of the first comment, for links to the thread."""
        return Truncator(strip_tags(self.comments[0].html)).chars(_BEGINNING)

    @property
    def priority_label(self) -> str:
        return str(self.priority.label) if self.priority else ""

    @property
    def is_open(self) -> bool:
        return self.state is not ShownThreadState.RESOLVED


def shown_thread(thread: Thread, anchor: Anchor, actor: Actor) -> ShownThread:
    """The thread as this reader sees it. It must come from `with_comments`, with organisation and submission loaded."""
    organisation_id = thread.listing.organisation_id
    is_open, is_partner = not thread.is_resolved, actor.belongs_to(organisation_id)
    disputed = next((row.get_absolute_url() for row in thread.undecided_disputes), "")  # type: ignore[attr-defined]
    can_resolve, can_reopen = may_resolve(thread, actor), not reasons_against_reopening(thread, actor)
    may_reply = actor.holds(Role.EDITOR, organisation_id) if is_partner else actor.is_staff
    return ShownThread(
        id=thread.pk,
        path=thread.path,
        section=section_of_place(thread.path, thread.file) if thread.path or thread.file else "",
        state=(state := state_of(thread, is_gone=anchor.is_gone)),
        anchor=anchor,
        team=str(Team(thread.team).label) if thread.team else thread.listing.organisation.name,
        team_key=thread.team,
        note=note_of(thread, state, is_gone=anchor.is_gone),
        excerpt=thread.excerpt,
        rejection=str(thread.get_rejection_display()),
        suggestion=shown_suggestion(thread),
        comments=[_comment(comment, thread) for comment in thread.comments.all()],
        is_internal=thread.visibility == Visibility.STAFF,
        is_blocking=thread.is_blocking,
        priority=thread.priority,
        may_reply=is_open and may_reply,
        may_resolve=is_open
        and can_resolve
        and not reasons_against_resolving(thread, actor, is_disputed=bool(disputed)),
        may_reopen=not is_open and can_resolve and can_reopen,
        needs_reason=needs_reason(thread, actor),
        may_block=is_open and not thread.is_blocking and can_reopen and may_block(thread, actor),
        disputed=disputed,
        may_dispute=is_open and is_partner and may_reply and bool(thread.team) and not thread.rejection,
    )


class ReviewThreads:
    """The threads of a review page with their current places. Files are read only for threads about lines."""

    def __init__(self, page_data: ReviewPage) -> None:
        self._page_data, self.places = page_data, ReviewPlaces(page_data)
        self.drafts = ReviewDrafts(page_data, self.places)

    @cached_property
    def all(self) -> list[ShownThread]:
        return [self._shown_thread(thread) for thread in self._page_data.threads]

    @cached_property
    def by_path(self) -> Mapping[str, list[ShownThread]]:
        """{path: threads, oldest first} of fields and rows that still exist."""
        threads_by_path: dict[str, list[ShownThread]] = {}
        for thread in reversed(self.all):
            if thread.path and not thread.anchor.is_gone:
                threads_by_path.setdefault(thread.path, []).append(thread)
        return threads_by_path

    @cached_property
    def lines(self) -> Mapping[UUID, int | None]:
        """{thread ID: current line number} of threads about files; None if the line was removed or never set."""
        return {thread.pk: self._line(thread) for thread in self._page_data.threads if thread.file}

    @property
    def open_count(self) -> int:
        return sum(thread.is_open for thread in self.all)

    def _shown_thread(self, thread: Thread) -> ShownThread:
        thread.listing = self._page_data.listing
        shown = shown_thread(thread, self._anchor(thread), self._page_data.actor)
        place = ReplyPlace(section=shown.section)
        canned = reply_options(self._page_data.replies, place) if shown.may_reply else None
        return structs.replace(shown, canned=canned, drafts=self.drafts.of_thread(thread.pk))

    def _anchor(self, thread: Thread) -> Anchor:
        documents: Documents = self._page_data.submission.documents
        if thread.file:
            line = self.lines[thread.pk]
            is_gone = thread.file not in self._page_data.submission.files or (thread.line is not None and line is None)
            original = place_name("", thread.file, thread.line)
            words = original if is_gone else self.places.words(thread.path, thread.file, line)
            return Anchor(words=words, href=self._file_href(thread.file, line) if not is_gone else "", is_gone=is_gone)
        is_gone = bool(thread.path) and value_at_path(thread.path, documents) is None and "[" in thread.path
        words = place_name(thread.path, documents=documents)
        section = thread.path.partition(".")[0]
        href = self._page_data.href("content", f"{page_urls.control_id(thread.path)}-field", section=section)
        return Anchor(words=words, href=href if thread.path and not is_gone else "", is_gone=is_gone)

    def _file_href(self, file: str, line: int | None) -> str:
        return self._page_data.href("files", f"line-{line}" if line else "file", file=file, line=line)

    def _line(self, thread: Thread) -> int | None:
        """The current line number of a thread; None if the file no longer contains the line.

        While the file can't be read, it is the original line number.
        """
        files = self._page_data.submission.files
        then = self._files_then.get(thread.submission_id, files)
        if thread.line is None or then.get(thread.file) == files.get(thread.file) or thread.file not in files:
            return thread.line
        try:
            text = self._page_data.text(files[thread.file])
        except FileNotReadable:
            return thread.line
        return line_now(thread.excerpt, thread.line, text.splitlines())

    @cached_property
    def _files_then(self) -> Mapping[UUID, Mapping[str, str]]:
        """{submission ID: {path: sha256}} of the submissions in which the threads about lines were opened."""
        submission_ids = {thread.submission_id for thread in self._page_data.threads if thread.line}
        if not submission_ids - {self._page_data.submission.pk}:
            return {}
        return dict(Submission.objects.filter(pk__in=submission_ids).values_list("pk", "files"))


def _comment(comment: Comment, thread: Thread) -> ShownComment:
    return ShownComment(
        id=comment.pk,
        by=author_name(comment.by, comment.by_application),
        side=_side_of_partner(comment, thread.listing) if comment.is_partner else _side_of_staff(comment, thread),
        at=comment.at,
        html=comment_html(comment.body, f"c{comment.pk}"),
    )


def _side_of_partner(comment: Comment, listing: Listing) -> str:
    """The name of the organisation, or "former partner" if the listing was transferred after the comment."""
    if listing.transferred_at and comment.at < listing.transferred_at:
        return _("former partner")
    return listing.organisation.name


def _side_of_staff(comment: Comment, thread: Thread) -> str:
    """The role of a staff author: "Admin", or else the name of the thread's team."""
    if comment.by and comment.by.is_admin:
        return _("Admin")
    return str(Team(thread.team).label) if thread.team else _("Reviewer")


def _with_labels(path: str, excerpt: str) -> str:
    """The excerpt of a field. If its values are options, it contains their labels."""
    declared = field_at(path) if path else None
    if isinstance(declared, Choices):
        return joined_with_and(display_text(path, [*excerpt.split(", ")]).splitlines())
    return display_text(path, excerpt) if isinstance(declared, ChoiceField) else excerpt
