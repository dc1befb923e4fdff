"""Base classes of views that store and send comments, and the parts of the page that they return to htmx."""

from collections.abc import Mapping
from functools import cached_property
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from msgspec import structs

from accounts.access import signed_in_person
from common.errors import HiddenCharacterRefused, NotPossible, SlipwayError
from common.htmx import current_page, is_partial
from common.requests import parse_uuid
from files.errors import FileRefused
from listings.models import Submission
from reviews.errors import SuggestionRefused
from reviews.page.base import threads_count
from reviews.page.comment_forms import CommentForm
from reviews.page.decision import decision_panel
from reviews.page.replies import ReplyPlace, reply_text, with_reply
from reviews.page.review_page import ReviewPage, may_comment
from reviews.page.suggestion_form import SUGGESTS, posted_files, typed_suggestion
from reviews.page.threads import ReviewThreads
from reviews.queries.seen_submissions import seen_submission
from reviews.queries.suggestions import suggested_change, suggestion_place
from reviews.suggested_files import files_in, put_suggested_files
from reviews.suggestion_places import CommentPlace
from reviews.views.review import RefusedForm, ReviewPageBaseView
from tilekit.core.field import Json

COMMENT_REFUSALS = (FileRefused, HiddenCharacterRefused, NotPossible, SuggestionRefused)


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


class CommentingView(ReplyingView):
    """Base class of views that store or send a comment. htmx gets the comment, and what the decision sends now."""

    def page_data(self) -> ReviewPage:
        """The same data before and after the write, which must not use the threads before."""
        return self._page_data

    @cached_property
    def _page_data(self) -> ReviewPage:
        return structs.replace(super().page_data(), seen=self.seen if is_partial(self.request) else None)

    @cached_property
    def seen(self) -> Submission | None:
        """The submission on the page with the form, to which a comment belongs; None if the request doesn't name it."""
        named = self.request.POST.get("submission") or self.request.GET.get("submission", "")
        return seen_submission(self.review(), parse_uuid(named))

    def page_url(self) -> str:
        """The page that the form is on, also if htmx loaded the form."""
        posted = self.request.POST.get("page_url") or self.request.GET.get("next")
        return posted or (current_page(self.request) if is_partial(self.request) else super().page_url())

    @property
    def sends_now(self) -> bool:
        return self.request.POST.get("send") == "now"

    def posted_suggestion(self, at: CommentPlace, *, stored: Json = None) -> Json:
        """The suggested value or cells; None if the form has no suggestion or nothing was changed in it.

        stored is the suggestion of the changed draft, whose files stay unless others are chosen. Chosen files are
        stored. Raises FileRefused, FileNotStored.
        """
        if SUGGESTS not in self.request.POST:
            return None
        place = suggestion_place(self.seen or self.page_data().submission, at)
        if place is None:
            return None
        new_files = put_suggested_files(place, posted_files(place, self.request.FILES), now=timezone.now())
        typed = {**files_in(place, stored), **typed_suggestion(place, self.request.POST), **new_files}
        if suggested_change(place, typed) is None:
            return None
        return typed[""] if "" in place.values else {**typed}

    def form_part(self, form: CommentForm, *, return_to: str = "", status: int = 200) -> HttpResponse:
        context = {
            "comment": form,
            "review": self.review(),
            "page_url": self.page_url(),
            "return_to": return_to,
            "refused": self.refusal,
            "typed": self.request.POST,
        }
        return render(self.request, "reviews/parts/comment_form.html", context, status=status)

    def refused_part(self, why: SlipwayError, form: CommentForm, *, fields: Mapping[str, str]) -> HttpResponse:
        """The form with the reason, at the field with the wrong input or else at the text."""
        codes = why.context.get("codes", [why.code])
        field = fields.get(str(codes[0]), "comment-body") if isinstance(codes, list) else "comment-body"
        text = str(why.context.get("reasons", why))
        if isinstance(why, SuggestionRefused) and self.request.FILES:  # the form can't show what was chosen
            text = " ".join(why.reasons)
        self.refusal = RefusedForm(form="comment", field=field, text=text)
        response = self.form_part(form, status=422)
        response.headers["HX-Retarget"] = "#comment"
        return response

    def changed_part(self, comment_id: UUID | None = None, *, next_form: CommentForm | None = None) -> HttpResponse:
        """The draft or thread with this ID, if there is one, and in their places the parts of the decision card.

        next_form is the form for the next comment, if one stays open.
        """
        page_data = self.page_data()
        threads = ReviewThreads(page_data)
        context = {
            "draft": next((draft for draft in threads.drafts.all if draft.id == comment_id), None),
            "comment": next_form,
            "thread": next((thread for thread in threads.all if thread.id == comment_id), None),
            **self.decision_context(page_data, threads),
        }
        return render(self.request, "reviews/parts/comment_changed.html", context)

    def decision_context(self, page_data: ReviewPage, threads: ReviewThreads) -> dict[str, object]:
        """The template context of the parts of the decision card that comments change."""
        return {
            "panel": decision_panel(page_data, threads),
            "threads_count": threads_count(threads),
            "page_data": page_data,
            "review": page_data.review,
            "page_url": self.page_url(),
            "can_comment": may_comment(page_data),
            "is_update": True,
        }
