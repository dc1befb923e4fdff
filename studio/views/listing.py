"""The list of listings, and a listing's own page: where it stands, what was said, what it was."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode

from accounts.access import SignedInView
from common.pages import page_of
from listings.models import Listing
from listings.packages import zip_of_revision, zip_of_submission
from listings.queries import submission_for, visible_listings
from reviews.actions import answer_thread, open_thread
from reviews.actions.threads import Remark
from studio.access import ListingView, RevisionView
from studio.acts import act
from studio.listing_page import listing_context, submission_context
from studio.overview import rows_of, side_of

_PAGE_SIZE = 30


class ListingsView(SignedInView):
    """Every listing that the reader may see, the newest first, by name or state."""

    def get(self, request: HttpRequest) -> HttpResponse:
        text, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
        listings = visible_listings(self.actor)
        if text:
            listings = listings.filter(name__icontains=text)
        if state == "live":
            listings = listings.filter(live_release__isnull=False)
        page = page_of(listings, order=("-created_at", "-id"), size=_PAGE_SIZE, after=request.GET.get("after", ""))
        kept = {key: value for key, value in (("q", text), ("state", state)) if value}
        context = {
            "rows": rows_of(page.rows),
            "viewer": side_of(self.actor),
            "is_staff": self.actor.is_staff,
            "text": text,
            "state": state,
            "new_url": reverse("studio:listing-new"),
            "first": f"?{urlencode(kept)}" if request.GET.get("after") else "",
            "next": f"?{urlencode({**kept, 'after': page.next_cursor})}" if page.next_cursor else "",
        }
        return render(request, "studio/listings.html", context)


class ListingHomeView(ListingView):
    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        return render(request, "studio/listing_home.html", listing_context(self.listing(), self.actor))


class ActView(ListingView):
    """A button of the lifecycle on the listing's page."""

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        listing = self.listing()
        address = act(self.kwargs["verb"], listing, data=request.POST, by=self.actor, now=timezone.now())
        return redirect(address)


class OpenThreadView(ListingView):
    """A question of the partner on the round under review."""

    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        listing = self.listing()
        revision = listing.revisions.order_by("-number").first()
        if revision:
            remark = Remark(body=request.POST.get("body", ""))
            open_thread(revision_id=revision.pk, remark=remark, team="", by=self.actor, now=timezone.now())
        return redirect(_threads(listing))


class AnswerView(ListingView):
    def post(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        listing, thread_id = self.listing(), self.kwargs["thread_id"]
        answer_thread(thread_id=thread_id, body=request.POST.get("body", ""), by=self.actor, now=timezone.now())
        return redirect(f"{listing.get_absolute_url()}#thread-{thread_id}")


class SubmissionView(ListingView):
    """A frozen round: what was handed in, and what changed against the round before."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        listing = self.listing()
        submission = submission_for(self.actor, self.kwargs["submission_id"])
        return render(request, "studio/submission.html", submission_context(listing, submission, self.actor))


class SubmissionZipView(ListingView):
    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        submission = submission_for(self.actor, self.kwargs["submission_id"])
        name = submission.folder or str(submission.revision.listing_id)
        return _zip(zip_of_submission(submission), f"{name}-round-{submission.round}")


class RevisionZipView(RevisionView):
    """The folder as it stands now."""

    def get(self, request: HttpRequest, **kwargs: object) -> HttpResponse:  # noqa: ARG002 the URL is in self.kwargs
        revision = self.revision()
        return _zip(zip_of_revision(revision), revision.folder or str(revision.listing_id))


def _zip(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        data,
        content_type="application/zip",
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.zip") or "attachment"},
    )


def _threads(listing: Listing) -> str:
    return f"{listing.get_absolute_url()}#threads"
