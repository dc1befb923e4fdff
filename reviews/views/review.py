"""The page of a review, and the view that records that somebody viewed it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from msgspec import Struct

from accounts.access import signed_in_person
from catalog.previews import PreviewFrame, preview_of
from common.errors import SlipwayError
from common.htmx import is_partial, render_page
from common.requests import parse_number, parse_uuid
from listings.page_urls import comparison
from listings.pages.buttons import BoundForms
from listings.pages.next_steps import StepAfterDecision
from listings.pages.shown_buttons import buttons_for
from reviews.access import ReviewView
from reviews.actions import record_view
from reviews.errors import SubmissionReplaced
from reviews.models import CommentPriority, Review
from reviews.page.base import VIEWS, base_context, submission_context
from reviews.page.buttons import ReviewButtons
from reviews.page.changes import changes_context
from reviews.page.comment_forms import CommentForm, comment_form, draft_form, with_suggested_reply
from reviews.page.content import content_context
from reviews.page.drafts import ReviewDrafts
from reviews.page.files import files_context
from reviews.page.findings import ReviewFindings, findings_of
from reviews.page.findings_filter import FindingsFilter, filter_context
from reviews.page.history import history_context
from reviews.page.next_review import next_review_url, step_after_decision, stored_filter
from reviews.page.review_page import ReviewPage
from reviews.page.threads import ReviewThreads
from reviews.queries.seen_submissions import seen_submission

Fields = Mapping[str, str]
NO_FIELDS: Fields = {}
NO_FORMS: BoundForms = {}


class RefusedForm(Struct, frozen=True, kw_only=True):
    """A refused form: its name and, if a field is wrong, the ID of the field and the reason.

    If the submission was replaced, replaced is the reason, and href the page that compares both submissions.
    """

    form: str = ""
    field: str = ""
    text: str = ""
    replaced: str = ""
    href: str = ""


class ReviewPageBaseView(ReviewView):
    """Renders the page of a review, with the view (such as `content` or `threads`) that the URL selects."""

    refusal = RefusedForm()
    bound_forms: BoundForms = NO_FORMS

    def page_data(self) -> ReviewPage:
        since = self.request.GET.get("since", "")
        return ReviewPage(review=self.review(), actor=self.actor, now=timezone.now(), since=since)

    def page(self, query: Mapping[str, str] | None = None) -> HttpResponse:
        """The whole page for a query; by default, for the query of the URL."""
        page_data = self.page_data()
        query = self._query() if query is None else query
        about = submission_context(page_data)
        view = query.get("view", "") if query.get("view") in VIEWS else str(about["first_view"])
        filters = FindingsFilter.read(query) if view == "findings" else FindingsFilter()
        threads = ReviewThreads(page_data)
        findings = findings_of(page_data, threads.drafts, filters)
        context = base_context(page_data, view, threads=threads, findings=findings)
        context |= {
            **about,
            "buttons": buttons_for(
                ReviewButtons(page_data.review.pk), page_data.revision, self.actor, bound_forms=self.bound_forms
            ),
            "next_review": self.next_review(page_data.review),
            "typed": self.request.POST,
            "refused": self.refusal,
            "page_url": self.page_url(),
            "query": query,
        }
        context |= _view_context(
            page_data,
            view,
            query,
            threads=threads,
            findings=findings,
            typed=self._typed_comment(query),
        )
        if view == "findings":
            context |= {**filter_context(page_data, filters), "priorities": CommentPriority.choices}
        comment = self._comment(page_data, query, threads.drafts)
        context |= {"findings": findings, "threads": threads.all, "comment": comment}
        context["is_update"] = is_section = view == "content" and is_partial(self.request)
        part = "reviews/section.html" if is_section else "reviews/views/findings.html"
        return render_page(self.request, "reviews/review.html", context, part=part)

    def next_review(self, review: Review) -> str:
        """The URL of the review that follows in the reader's queue; "" if there is none."""
        return next_review_url(review, stored_filter(self.request.session), self.actor, now=timezone.now())

    def step_after(self, review: Review) -> StepAfterDecision:
        """Where the reader goes after a decision on the review."""
        return step_after_decision(review, stored_filter(self.request.session), self.actor, now=timezone.now())

    def refused(
        self, why: SlipwayError, query: Mapping[str, str] | None = None, *, form: str, fields: Fields = NO_FIELDS
    ) -> HttpResponse:
        """The page after a form was refused, with the typed input and the reason.

        fields is {error code: field ID}. Reasons with other codes are shown at the top of the page.
        """
        codes = why.context.get("codes", [why.code])
        field = fields.get(str(codes[0]), "") if isinstance(codes, list) and codes else ""
        text = str(why.context.get("reasons", why)) if field else ""
        self.refusal = RefusedForm(form=form, field=field, text=text)
        if isinstance(why, SubmissionReplaced):
            listing_id, seen = self.review().revision.listing_id, self.request.POST["submission"]
            href = comparison(listing_id, seen, why.context["submission"])
            self.refusal = RefusedForm(form=form, replaced=str(why), href=href)
        elif not field:
            messages.error(self.request, str(why))
        response = self.page(query)
        response.status_code = why.status
        return response

    def _query(self) -> Mapping[str, str]:
        """The query of the page: that of this URL or, after a form was sent, that of the page with the form."""
        return QueryDict(urlsplit(self.page_url()).query).dict()

    def page_url(self) -> str:
        return self.request.POST.get("page_url", "") or self.request.get_full_path()

    def _comment(self, page_data: ReviewPage, query: Mapping[str, str], drafts: ReviewDrafts) -> CommentForm | None:
        """The comment form to show on the page; None if there is none."""
        if draft := next((row for row in drafts.all if row.key == query.get("draft")), None):
            return draft_form(page_data, draft, self._typed_comment({}))
        comment_path = query.get("comment", "")
        if not comment_path or not page_data.may_act or page_data.review.closed_at is not None:
            return None
        file, typed = query.get("file", ""), self._typed_comment(query)
        if comment_path == "file" and file:
            return comment_form(page_data, "", file=file, line=parse_number(query.get("line", "")), typed=typed)
        return comment_form(page_data, comment_path, typed=typed)

    def _typed_comment(self, query: Mapping[str, str]) -> Mapping[str, str]:
        """The input of a refused comment, or else the start of the comment in the link to the form."""
        return self.request.POST if self.refusal.form == "comment" else self.comment_start(query)

    def comment_start(self, query: Mapping[str, str]) -> Mapping[str, str]:
        """The start of a comment about a finding from the query of a link, with the saved reply for its check."""
        start = {name: query[name] for name in ("body", "code", "finding", "priority") if query.get(name)}
        if not start.get("code"):
            return start
        path, file = query.get("path", "") or query.get("comment", ""), query.get("file", "")
        by = signed_in_person(self.request)
        body = with_suggested_reply(
            self.page_data(), start.get("body", ""), path="" if file else path, file=file, code=start["code"], by=by
        )
        return {**start, "body": body}


def _view_context(
    page_data: ReviewPage,
    view: str,
    query: Mapping[str, str],
    *,
    threads: ReviewThreads,
    findings: ReviewFindings,
    typed: Mapping[str, str],
) -> dict[str, object]:
    if view == "content":
        return content_context(page_data, query, threads=threads, findings=findings)
    if view == "changes":
        return changes_context(page_data)
    if view == "preview":
        return {"preview": preview_of(page_data.submission, query, PreviewFrame(base=page_data.href("preview")))}
    if view == "files":
        return files_context(page_data, query, threads=threads, findings=findings)
    if view == "threads":
        resolved = [thread for thread in threads.all if not thread.is_open]
        drafts = [draft for draft in threads.drafts.all if not draft.thread_id]
        return {"drafts": drafts, "general_comment": comment_form(page_data, "", typed=typed), "resolved": resolved}
    return history_context(page_data) if view == "history" else {}


class ReviewPageView(ReviewPageBaseView):
    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self.page()


class SubmissionViewedView(ReviewView):
    """Records that the reader has opened the submission or, with `present`, works on its page. Scripts call it.

    The partner may have replaced it since; the reader has not seen the newer one then.
    """

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        review, is_present = self.review(), request.POST.get("present") == "1"
        seen = seen_submission(review, parse_uuid(request.POST.get("submission", ""))) or review.submission
        record_view(submission_id=seen.pk, by=self.actor, now=timezone.now(), is_present=is_present)
        return HttpResponse(status=204)
