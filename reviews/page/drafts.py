"""Prepares comments that the reader has not sent yet, and how many of them others have."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from uuid import UUID

from django.db.models import Count as CountRows
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from accounts.queries import names_of
from common.actor import Actor
from files.errors import FileNotReadable
from listings.display.place_names import place_name
from page_parts.counts import Count
from reviews.actions.drafts import content_of
from reviews.actions.sent_drafts import about_of
from reviews.actions.threads import NewThread, thread_at
from reviews.draft_places import DraftAbout, DraftPlace
from reviews.models import CommentDraft, CommentPriority, Review
from reviews.page.places import ReviewPlaces
from reviews.page.review_page import ReviewPage
from reviews.page.suggestions import ChangedPart, shown_suggestion
from reviews.queries.unsent_comments import drafts_of
from tilekit import markdown


class ShownDraft(Struct, frozen=True, kw_only=True):
    """A comment that its author has not sent yet. words and href are those of its place; html is sanitised.

    path, file and line are its current place, without path if the place was removed. finding is the fingerprint of the
    finding that it is about, and thread_id the thread of a reply. note says why the author should look at it again;
    is_stuck means that it can't be sent: its thread is resolved, or the author has left the team.
    """

    id: UUID
    words: str
    href: str
    path: str
    file: str
    line: int | None
    finding: str
    thread_id: UUID | None
    content: NewThread
    html: SafeString
    suggestion: Sequence[ChangedPart]
    note: str
    is_stuck: bool
    changed_at: str

    @property
    def key(self) -> str:
        """The part after `draft-` in the HTML ID."""
        return str(self.id)

    @property
    def priority(self) -> CommentPriority:
        if self.content.is_blocking:
            return CommentPriority.MUST
        return CommentPriority.COULD if self.content.is_optional else CommentPriority.SHOULD

    @property
    def priority_label(self) -> str:
        """The label of the priority; "" for a reply."""
        return "" if self.thread_id else str(self.priority.label)


class OthersDrafts(Struct, frozen=True):
    """How many comments a colleague has not sent yet. Nobody else can read them."""

    author: str
    number: int


class ReviewDrafts:
    """The reader's drafts in a review, oldest first. Files are read only for drafts about earlier submissions."""

    def __init__(self, page_data: ReviewPage, places: ReviewPlaces) -> None:
        self._page_data, self._places = page_data, places

    @cached_property
    def all(self) -> Sequence[ShownDraft]:
        return [self._shown(draft) for draft in drafts_of([self._page_data.review], self._page_data.actor)]

    @property
    def sendable(self) -> Sequence[ShownDraft]:
        """Those that a decision sends."""
        return [draft for draft in self.all if not draft.is_stuck]

    @property
    def must_count(self) -> int:
        return sum(draft.content.is_blocking for draft in self.all)

    def at(self, path: str) -> Sequence[ShownDraft]:
        """The drafts about a field, a row or a section."""
        return self._by_path.get(path, ())

    def in_file(self, file: str, line: int | None = None) -> Sequence[ShownDraft]:
        """The drafts about a line of a file or, without a line, about the file."""
        return [draft for draft in self.all if draft.file == file and draft.line == line]

    def of_thread(self, thread_id: UUID) -> Sequence[ShownDraft]:
        """The replies to a thread."""
        return [draft for draft in self.all if draft.thread_id == thread_id]

    @cached_property
    def by_finding(self) -> Mapping[str, Sequence[ShownDraft]]:
        """{fingerprint: drafts about the finding}."""
        return _grouped(self.all, lambda draft: draft.finding)

    @cached_property
    def of_others(self) -> Sequence[OthersDrafts]:
        """The number of each colleague's drafts, for leads."""
        page_data = self._page_data
        if not (page_data.actor.is_lead or page_data.actor.is_admin):
            return ()
        rows = CommentDraft.objects.filter(review=page_data.review).exclude(author=page_data.actor.id)
        counts = dict(rows.order_by().values_list("author").annotate(CountRows("pk")))
        names = names_of(counts)
        return [OthersDrafts(names.get(pk, _("former member")), number) for pk, number in counts.items()]

    @cached_property
    def _by_path(self) -> Mapping[str, Sequence[ShownDraft]]:
        return _grouped(self.all, lambda draft: draft.path)

    def _shown(self, draft: CommentDraft) -> ShownDraft:
        content, about = content_of(draft), about_of(draft)
        place = self._place(about)
        documents = self._page_data.submission.documents
        is_resolved = draft.thread is not None and draft.thread.is_resolved
        line = place.line if about.file else None
        return ShownDraft(
            id=draft.pk,
            words=place_name(about.path, about.file, line, documents=documents)
            if place.is_gone
            else self._places.words(about.path, about.file, line),
            href="" if place.is_gone or draft.thread_id else self._href(about, line, draft.pk),
            path="" if place.is_gone else about.path,
            file="" if place.is_gone else about.file,
            line=line,
            finding=content.finding,
            thread_id=draft.thread_id,
            content=content,
            html=comment_html(content.body, f"d{draft.pk}"),
            suggestion=_suggested_parts(draft, content),
            note=self._note(place, is_resolved=is_resolved),
            is_stuck=is_resolved or not self._page_data.may_act,
            changed_at=draft.changed_at.isoformat(),
        )

    def _place(self, about: DraftAbout) -> DraftPlace:
        files = self._page_data.stored_files
        try:
            return about.place_in(self._page_data.submission, lambda sha256: files[sha256].read())
        except (FileNotReadable, KeyError):
            return DraftPlace(line=about.line, is_changed=True)

    def _href(self, about: DraftAbout, line: int | None, draft_id: UUID) -> str:
        anchor = f"draft-{draft_id}"
        if about.file:
            return self._page_data.href("files", anchor, file=about.file, line=line)
        if not about.path:
            return self._page_data.href("threads", anchor)
        return self._page_data.href("content", anchor, section=about.path.partition(".")[0])

    def _note(self, place: DraftPlace, *, is_resolved: bool) -> str:
        if not self._page_data.may_act:
            return _("You no longer review for this team, so you can't send this. Copy what you need, then delete it.")
        if is_resolved:
            return _("This thread is resolved, so the reply can't be sent. Delete it, or start a new thread.")
        if self._page_data.review.closed_at:
            return _("This review is closed. Send this as a plain comment, or delete it.")
        if place.is_gone:
            return _("The partner has removed what this comment is about. Check the comment before you send it.")
        if place.is_changed:
            return _("The partner has changed this since you wrote the comment. Check the comment before you send it.")
        return ""


def _suggested_parts(draft: CommentDraft, content: NewThread) -> Sequence[ChangedPart]:
    """The parts of the suggested change, also if the checks of a newer release refuse it."""
    if content.suggestion is None:
        return ()
    shown = shown_suggestion(thread_at(content, draft.submission, is_checked=False))
    return shown.parts if shown else ()


def unsent_text(reviews: Collection[Review], actor: Actor) -> str:
    """What to tell a reader who gives reviews away: that comments that they have not sent remain theirs. One query."""
    number = drafts_of(reviews, actor).count()
    text = ngettext(
        "You still have {n} comment that isn't sent. Only you can send or delete it.",
        "You still have {n} comments that aren't sent. Only you can send or delete them.",
        number,
    )
    return text.format(n=Count(number)) if number else ""


def comment_html(body: str, key: str) -> SafeString:
    """The sanitised HTML of a comment. key is unique on the page."""
    html = markdown.render_markdown(body, picture_of=lambda _path: None, first_level=4, anchors=f"{key}-")
    return mark_safe(html)  # noqa: S308 cleaned by the allow-list of tilekit.markdown


def _grouped(drafts: Iterable[ShownDraft], key_of: Callable[[ShownDraft], str]) -> Mapping[str, Sequence[ShownDraft]]:
    groups: dict[str, list[ShownDraft]] = {}
    for draft in drafts:
        if not draft.thread_id and (key := key_of(draft)):
            groups.setdefault(key, []).append(draft)
    return groups
