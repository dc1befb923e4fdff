"""Views that open, answer and resolve threads, from the page of a review and from the partner's pages."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import signed_in_person
from common.errors import HiddenCharacterRefused, NotPossible
from common.lookups import first_or_not_found
from common.requests import parse_number
from listings.models import Submission
from reviews.access import StaffView
from reviews.actions import NewThread, open_thread, reply_to_thread, resolve_thread
from reviews.announcements import review_url
from reviews.errors import SuggestionRefused
from reviews.models import Thread
from reviews.page.base import QUESTION, comment_form
from reviews.page.replies import ReplyPlace, reply_options, reply_text, with_reply
from reviews.page.suggestion_form import SUGGESTS, typed_suggestion
from reviews.queries.suggestions import suggested_change, suggestion_place
from reviews.suggestion_places import CommentPlace
from reviews.views.review import ReviewPageBaseView
from tilekit.core.field import Json

_COMMENT_FIELDS = {
    "comment-length": "comment-body",
    HiddenCharacterRefused.code: "comment-body",
    "blocking-internal": "comment-internal",
    SuggestionRefused.code: "comment-suggestion",
    "suggestion-same": "comment-suggestion",
    "suggestion-place": "comment-suggestion",
}


class ReplyingView(ReviewPageBaseView):
    """Base class of views that get a text to which a saved reply can be appended."""

    def place(self) -> ReplyPlace:
        return ReplyPlace(section=self.request.POST.get("section", ""), code=self.request.POST.get("code", ""))

    def body_with_reply(self) -> str:
        """The typed text with the chosen reply, if there is one."""
        body, key, page_data = self.request.POST.get("body", ""), self.request.POST.get("canned", ""), self.page_data()
        reply = next((reply for reply in page_data.replies if reply.key == key), None) if key else None
        if reply is None:
            return body
        name = signed_in_person(self.request).get_full_name()
        return with_reply(body, reply_text(reply, page_data.review, self.place(), reviewer=name))


class NewThreadView(ReplyingView):
    """Shows the form for a comment at a place (GET, as a part of the page), and opens a thread (POST)."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        query, page_data = request.GET, self.page_data()
        number = parse_number(query.get("line", ""))
        form = comment_form(
            page_data,
            query.get("path", ""),
            file=query.get("file", ""),
            line=number,
            code=query.get("code", ""),
            typed={"body": query.get("body", "")},
        )
        page, finding = query.get("next", ""), query.get("finding", "")
        return_to = f"{page}#finding-{finding}" if page and finding else ""
        context = {"comment": form, "review": page_data.review, "page_url": page, "return_to": return_to}
        return render(request, "reviews/parts/comment_form.html", context)

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        review, new_thread = self.review(), self._posted_thread()
        place = _query_of(new_thread.path, new_thread.file, new_thread.line)
        try:
            thread = open_thread(
                revision_id=review.revision_id,
                new_thread=new_thread,
                team=review.team,
                by=self.actor,
                now=timezone.now(),
            )
        except (HiddenCharacterRefused, NotPossible, SuggestionRefused) as refused:
            query = {**place, "comment": new_thread.path or ("file" if new_thread.file else "")}
            return self.refused(refused, query, form="comment", fields=_COMMENT_FIELDS)
        if request.POST.get("next"):
            messages.success(request, _("The comment was added."))
        return self.back(self.page_data().href(**place, anchor=f"thread-{thread.pk}"))

    def _posted_thread(self) -> NewThread:
        posted = self.request.POST
        at = CommentPlace(
            path=posted.get("path", ""), file=posted.get("file", ""), line=parse_number(posted.get("line", ""))
        )
        return NewThread(
            body=self.body_with_reply(),
            path=at.path,
            file=at.file,
            line=at.line,
            suggestion=self._posted_suggestion(at),
            is_blocking=posted.get("blocking") == "on",
            is_internal=bool(posted.get("internal")),
            is_question=posted.get("internal") == QUESTION,
        )

    def _posted_suggestion(self, at: CommentPlace) -> Json:
        """The suggested value or cells; None if the form has no suggestion or nothing was changed in it."""
        if SUGGESTS not in self.request.POST:
            return None
        place = suggestion_place(first_or_not_found(Submission.objects.filter(pk=self.review().submission_id)), at)
        typed = typed_suggestion(place, self.request.POST) if place else {}
        if place is None or suggested_change(place, typed) is None:
            return None
        return typed[""] if "" in place.values else {**typed}


class ReviewReplyView(ReplyingView):
    """Answers a thread from the page of a review. Partners answer on their own pages."""

    def post(self, _request: HttpRequest, review_id: UUID, thread_id: UUID) -> HttpResponse:
        body = self.body_with_reply()
        try:
            reply_to_thread(thread_id=thread_id, body=body, by=self.actor, now=timezone.now())
        except (HiddenCharacterRefused, NotPossible) as refused:
            name = f"reply-{thread_id}"
            fields = {"comment-length": name, HiddenCharacterRefused.code: name}
            return self.refused(refused, form=name, fields=fields)
        return self.back(f"{review_url(review_id)}?view=threads#thread-{thread_id}")


class ResolveView(StaffView):
    def post(self, _request: HttpRequest, thread_id: UUID) -> HttpResponse:
        return self.back(_thread_url(resolve_thread(thread_id=thread_id, by=self.actor, now=timezone.now())))


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
