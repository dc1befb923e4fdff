"""The page of a review, and recording that it was seen."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from msgspec import Struct

from catalog.previews import PreviewFrame, preview_of
from common.errors import SlipwayError
from common.requests import parse_number
from reviews.access import ReviewView
from reviews.actions import record_view
from reviews.page.base import NOTHING_TYPED, VIEWS, CommentForm, base_context, comment_form
from reviews.page.changes import changes_context
from reviews.page.content import content_context
from reviews.page.data import ReviewPageData
from reviews.page.files import files_context
from reviews.page.findings import findings_of
from reviews.page.history import history_context
from reviews.page.threads import ReviewThreads

Fields = Mapping[str, str]
NO_FIELDS: Fields = {}


class RefusedForm(Struct, frozen=True, kw_only=True):
    """A refused form: its name and, if a field is invalid, the field's ID and the reason."""

    form: str = ""
    field: str = ""
    text: str = ""


class ReviewPageBaseView(ReviewView):
    """The page of a review in the view that the URL selects."""

    refusal = RefusedForm()

    def reading(self) -> ReviewPageData:
        since = self.request.GET.get("since", "")
        return ReviewPageData(review=self.review(), actor=self.actor, now=timezone.now(), since=since)

    def page(self, query: Mapping[str, str] | None = None) -> HttpResponse:
        """The whole page for query, or for the URL if query is None."""
        reading = self.reading()
        query = self._query() if query is None else query
        view = query.get("view", "") if query.get("view") in VIEWS else VIEWS[0]
        threads, findings = ReviewThreads(reading), findings_of(reading)
        context = base_context(reading, view, threads=threads, findings=findings)
        context |= {"typed": self.request.POST, "refused": self.refusal, "here": self._here(), "query": query}
        context |= _view_context(reading, view, query, threads=threads, typed=self._typed_comment())
        context |= {"findings": findings, "threads": threads.all, "comment": self._comment(reading, query)}
        return render(self.request, "reviews/review.html", context)

    def refused(
        self, why: SlipwayError, query: Mapping[str, str] | None = None, *, form: str, fields: Fields = NO_FIELDS
    ) -> HttpResponse:
        """The page after a refused form, with the input and the reason next to its field.

        fields is {error code: field ID}. Other reasons are shown at the top of the page.
        """
        codes = why.context.get("codes")
        field = fields.get(str(codes[0]), "") if isinstance(codes, list) and codes else ""
        self.refusal = RefusedForm(form=form, field=field, text=str(why.context["reasons"]) if field else "")
        if not field:
            messages.error(self.request, str(why))
        response = self.page(query)
        response.status_code = why.status
        return response

    def _query(self) -> Mapping[str, str]:
        """The query of the URL; after a refused form, that of the page with the form."""
        return QueryDict(urlsplit(self._here()).query).dict()

    def _here(self) -> str:
        return self.request.POST.get("here", "") or self.request.get_full_path()

    def _comment(self, reading: ReviewPageData, query: Mapping[str, str]) -> CommentForm | None:
        """The open comment form on the page, or None."""
        wanted = query.get("comment", "")
        if not wanted or not reading.may_act or reading.review.closed_at is not None:
            return None
        file, typed = query.get("file", ""), self._typed_comment()
        if wanted == "file" and file:
            return comment_form(reading, "", file=file, line=parse_number(query.get("line", "")), typed=typed)
        return comment_form(reading, wanted, typed=typed)

    def _typed_comment(self) -> Mapping[str, str]:
        return self.request.POST if self.refusal.form == "comment" else NOTHING_TYPED


def _view_context(
    reading: ReviewPageData, view: str, query: Mapping[str, str], *, threads: ReviewThreads, typed: Mapping[str, str]
) -> dict[str, object]:
    if view == "content":
        return content_context(reading, query, threads)
    if view == "changes":
        return changes_context(reading)
    if view == "preview":
        return {"preview": preview_of(reading.submission, query, PreviewFrame(base=reading.href("preview")))}
    if view == "files":
        return files_context(reading, query, threads)
    if view == "threads":
        resolved = [each for each in threads.all if not each.is_open]
        return {"whole": comment_form(reading, "", typed=typed), "resolved": resolved}
    return history_context(reading) if view == "history" else {}


class ReviewPageView(ReviewPageBaseView):
    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self.page()


class SubmissionViewedView(ReviewView):
    """Called by the open page, to record when the reader last viewed the submission."""

    def post(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        review = self.review()
        record_view(submission_id=review.submission_id, by=self.actor, now=timezone.now())
        return HttpResponse(status=204)
