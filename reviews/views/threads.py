"""Views that open, answer, resolve and reopen threads, from the page of a review and from the partner's pages."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import structs

from common.errors import HiddenCharacterRefused, NotPossible, SlipwayError
from common.htmx import is_partial
from common.requests import parse_number
from files.errors import FileRefused
from reviews.access import ReturningView, StaffView
from reviews.actions import (
    NewThread,
    add_drafts,
    add_reply_draft,
    block_thread,
    open_thread,
    reopen_thread,
    reply_to_thread,
    resolve_thread,
    send_draft,
)
from reviews.actions.drafts import with_priority
from reviews.announcements import review_url
from reviews.errors import SuggestionRefused
from reviews.models import CommentDraft, Thread
from reviews.page.comment_forms import QUESTION, comment_form
from reviews.page.replies import reply_options
from reviews.suggestion_places import CommentPlace
from reviews.views.commenting import COMMENT_REFUSALS, CommentingView, ReplyingView

_COMMENT_FIELDS = {
    "comment-length": "comment-body",
    HiddenCharacterRefused.code: "comment-body",
    "blocking-internal": "comment-internal",
    SuggestionRefused.code: "comment-suggestion",
    "suggestion-same": "comment-suggestion",
    "suggestion-place": "comment-suggestion",
    FileRefused.code: "comment-suggestion",
}


class NewThreadView(CommentingView):
    """Shows the form for a comment at a place (GET, as a part of the page), and stores or sends the comment (POST)."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        query, page_data = request.GET, self.page_data()
        form = comment_form(
            page_data,
            query.get("path", ""),
            file=query.get("file", ""),
            line=parse_number(query.get("line", "")),
            typed=self.comment_start(query),
        )
        page, finding = query.get("next", ""), query.get("finding", "")
        return_to = f"{page}#finding-{finding}" if page and finding else ""
        return self.form_part(form, return_to=return_to)

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        new_thread = self._posted_thread()
        place = _query_of(new_thread.path, new_thread.file, new_thread.line)
        at = CommentPlace(path=new_thread.path, file=new_thread.file, line=new_thread.line)
        try:
            stored = self._stored(structs.replace(new_thread, suggestion=self.posted_suggestion(at)))
        except COMMENT_REFUSALS as refused:
            return self._refused(refused, new_thread, place)
        if is_partial(request):
            is_general = not (new_thread.path or new_thread.file or new_thread.finding)
            return self.changed_part(stored.pk, next_form=comment_form(self.page_data(), "") if is_general else None)
        if request.POST.get("next"):
            messages.success(request, _("The comment was added."))
        kind = "thread" if isinstance(stored, Thread) else "draft"
        return self.back(self.page_data().href(**place, anchor=f"{kind}-{stored.pk}"))

    def _stored(self, new_thread: NewThread) -> Thread | CommentDraft:
        """The sent thread if the comment is internal or "Send now" was clicked, otherwise the draft."""
        review, by, now, seen = self.review(), self.actor, timezone.now(), self.seen
        is_replaced = seen is not None and seen.pk != review.submission_id
        if new_thread.is_for_staff or (self.sends_now and not is_replaced):
            return open_thread(
                revision_id=review.revision_id, new_thread=new_thread, team=review.team, by=by, now=now, seen=seen
            )
        draft = add_drafts(review_id=review.pk, new_threads=[new_thread], by=by, now=now, seen=seen)[0]
        # To send a draft finds its place in the newer submission.
        return send_draft(draft_id=draft.pk, by=by, now=now) if self.sends_now else draft

    def _refused(self, why: SlipwayError, new_thread: NewThread, place: Mapping[str, str]) -> HttpResponse:
        if is_partial(self.request):
            form = comment_form(
                self.page_data(),
                new_thread.path,
                file=new_thread.file,
                line=new_thread.line,
                typed=self.request.POST,
            )
            return self.refused_part(why, form, fields=_COMMENT_FIELDS)
        query = {**place, "comment": new_thread.path or ("file" if new_thread.file else "")}
        return self.refused(why, query, form="comment", fields=_COMMENT_FIELDS)

    def _posted_thread(self) -> NewThread:
        """The comment that was sent, without its suggestion."""
        posted = self.request.POST
        new_thread = NewThread(
            body=self.body_with_reply(),
            path=posted.get("path", ""),
            file=posted.get("file", ""),
            line=parse_number(posted.get("line", "")),
            is_internal=bool(posted.get("internal")),
            is_question=posted.get("internal") == QUESTION,
            finding=posted.get("finding", ""),
        )
        return with_priority(new_thread, posted.get("priority", ""))


class ReviewReplyView(CommentingView):
    """Answers a thread from the page of a review, or stores the reply. Partners answer on their own pages."""

    def post(self, _request: HttpRequest, review_id: UUID, thread_id: UUID) -> HttpResponse:
        body, now = self.body_with_reply(), timezone.now()
        try:
            if self.sends_now:
                reply_to_thread(thread_id=thread_id, body=body, by=self.actor, now=now)
            else:
                add_reply_draft(review_id=review_id, thread_id=thread_id, body=body, by=self.actor, now=now)
        except (HiddenCharacterRefused, NotPossible) as refused:
            name = f"reply-{thread_id}"
            fields = {"comment-length": name, HiddenCharacterRefused.code: name}
            return self.refused(refused, form=name, fields=fields)
        return self.back(f"{review_url(review_id)}?view=threads#thread-{thread_id}")


class ResolveView(ReturningView):
    """Resolves a thread, for reviewers and for editors of the partner."""

    def post(self, request: HttpRequest, thread_id: UUID) -> HttpResponse:
        thread = resolve_thread(thread_id=thread_id, by=self.actor, now=timezone.now())
        if thread.is_resolved_by_partner:
            messages.success(request, _("The comment is resolved. You can reopen it on the listing's page."))
        return self.back(_thread_url(thread))


class ReopenView(StaffView):
    """Reopens a thread for reviewers. Partners reopen comments on their own page."""

    def post(self, _request: HttpRequest, thread_id: UUID) -> HttpResponse:
        return self.back(_thread_url(reopen_thread(thread_id=thread_id, by=self.actor, now=timezone.now())))


class BlockView(StaffView):
    """Makes a comment blocking."""

    def post(self, request: HttpRequest, thread_id: UUID) -> HttpResponse:
        thread = block_thread(thread_id=thread_id, by=self.actor, now=timezone.now())
        messages.success(request, _("The comment is now blocking. The partner has been notified."))
        return self.back(_thread_url(thread))


class CannedReplyView(ReplyingView):
    """Returns the typed comment with a saved reply appended. Stores nothing."""

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        text_id = request.POST.get("id", "comment-body")
        is_reply = text_id.startswith("reply-")
        context = {
            "body": self.body_with_reply(),
            "id": text_id,
            "review": self.review(),
            "canned": reply_options(self.page_data().replies, self.place()),
            **({"label": _("Your reply"), "rows": 3} if is_reply else {}),
        }
        return render(request, "reviews/parts/comment_body.html", context)


def _thread_url(thread: Thread) -> str:
    return f"{thread.listing.get_absolute_url()}#thread-{thread.pk}"


def _query_of(path: str, file: str, line: int | None) -> dict[str, str]:
    """The query of the review page that shows a place."""
    if file:
        return {"view": "files", "file": file, "line": str(line or "")}
    return {"view": "content", "section": path.partition(".")[0]} if path else {"view": "threads"}
