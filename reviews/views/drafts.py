"""Views that change, send and delete comments that the reader has not sent yet."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from common.errors import HiddenCharacterRefused
from common.htmx import add_toast, is_partial
from files.errors import FileRefused
from reviews.actions import change_draft, delete_draft, send_draft
from reviews.errors import DraftChanged, DraftGone, SuggestionRefused
from reviews.page.comment_forms import draft_form
from reviews.page.drafts import ShownDraft
from reviews.page.suggestion_form import SUGGESTS
from reviews.page.threads import ReviewThreads
from reviews.suggestion_places import CommentPlace
from reviews.views.commenting import COMMENT_REFUSALS, CommentingView

_DRAFT_FIELDS = {
    "comment-length": "comment-body",
    HiddenCharacterRefused.code: "comment-body",
    SuggestionRefused.code: "comment-suggestion",
    FileRefused.code: "comment-suggestion",
}


class DraftView(CommentingView):
    """Shows the form that changes a draft (GET, as a part of the page), and saves it (POST)."""

    def get(self, _request: HttpRequest, draft_id: UUID, **_kwargs: object) -> HttpResponse:
        form = draft_form(self.page_data(), self._draft(draft_id))
        return self.form_part(form)

    def post(self, request: HttpRequest, draft_id: UUID, **_kwargs: object) -> HttpResponse:
        draft = self._draft(draft_id)
        at, stored = CommentPlace(path=draft.path, file=draft.file, line=draft.line), draft.content.suggestion
        try:
            suggestion = self.posted_suggestion(at, stored=stored) if SUGGESTS in request.POST else stored
            change_draft(
                draft_id=draft_id,
                body=self.body_with_reply(),
                suggestion=suggestion,
                priority=request.POST.get("priority", ""),
                seen_at=parse_datetime(request.POST.get("seen", "")),
                by=self.actor,
                now=timezone.now(),
            )
        except (*COMMENT_REFUSALS, DraftChanged) as refused:
            if is_partial(request):
                form = draft_form(self.page_data(), self._draft(draft_id), request.POST)
                return self.refused_part(refused, form, fields=_DRAFT_FIELDS)
            query = {"view": "threads", "draft": str(draft_id)}
            return self.refused(refused, query, form="comment", fields=_DRAFT_FIELDS)
        if is_partial(request):
            return self.changed_part(draft_id)
        return self.back(self.page_data().href("threads", f"draft-{draft_id}"))

    def _draft(self, draft_id: UUID) -> ShownDraft:
        drafts = ReviewThreads(self.page_data()).drafts.all
        draft = next((draft for draft in drafts if draft.id == draft_id), None)
        if draft is None:
            raise DraftGone
        return draft


class SendDraftView(CommentingView):
    def post(self, request: HttpRequest, draft_id: UUID, **_kwargs: object) -> HttpResponse:
        thread = send_draft(draft_id=draft_id, by=self.actor, now=timezone.now())
        if is_partial(request):
            return self.changed_part(thread.pk)
        messages.success(request, _("The comment was sent."))
        return self.back(self.page_data().href("threads", f"thread-{thread.pk}"))


class DeleteDraftView(CommentingView):
    def post(self, request: HttpRequest, draft_id: UUID, **_kwargs: object) -> HttpResponse:
        delete_draft(draft_id=draft_id, by=self.actor, now=timezone.now())
        if is_partial(request):
            return add_toast(self.changed_part(), _("The comment was deleted."))
        messages.success(request, _("The comment was deleted."))
        return self.back(self.page_data().href("threads"))
