"""The list of listings, and the pages of a listing and its submissions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts.access import SignedInView
from audit.actions import record_export
from common.errors import NotFound
from common.htmx import add_event, is_partial
from common.lookups import first_or_not_found
from common.pages import requested_page
from common.requests import ActorRequest
from listings.content.bundles import bundle_of_revision
from listings.models import Listing, Revision
from listings.pages.buttons import BoundForms, press
from listings.pages.kept_forms import PressView
from listings.queries import readable_revisions, submission_for, visible_listings, working_first
from studio.access import ListingView, RevisionView
from studio.comparison import comparison_context
from studio.listing.listing_actions import LISTING_BUTTONS
from studio.listing.page.listing_home import listing_context, submission_context
from studio.listing.page.next_act import next_act_url
from studio.listing.page.printed_draft import printed_context
from studio.listing.page.rows import listing_rows
from studio.threads.page import ThreadBox, thread_box
from studio.threads.places import listing_threads
from studio.threads.replies import ThreadReply, ask_reviewers, posted_reply, send_reopening, send_reply
from studio.wizard.page.wizard import Wizard
from tilekit.scaffold.bundles import folder_name, zip_of
from tilekit.sections.overview import Overview

_PAGE_SIZE = 30


class ListingsView(SignedInView):
    """Shows the listings that the reader may see, newest first, filtered by name or state."""

    def get(self, request: HttpRequest) -> HttpResponse:
        text, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
        listings = visible_listings(self.actor)
        if text:
            listings = listings.filter(name__icontains=text)
        if state == "live":
            listings = listings.filter(live_release__isnull=False)
        order = ("-created_at", "-id")
        rows, links = requested_page(request, listings, order=order, size=_PAGE_SIZE)
        context = {
            "rows": listing_rows(rows, to=self.actor),
            "is_staff": self.actor.is_staff,
            "text": text,
            "state": state,
            "new_url": reverse("studio:listing-new"),
            **links,
        }
        return render(request, "studio/listings.html", context)


class ListingHomeView(ListingView):
    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return render(request, "studio/listing_home.html", listing_context(self.listing(), self.actor))


class ContinueView(ListingView):
    """Redirects to the place of the reader's next act."""

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return redirect(next_act_url(self.listing(), self.actor))


class ListingActionView(PressView, ListingView):
    """Carries out a button on the listing's page."""

    def post(self, request: ActorRequest, **_kwargs: object) -> HttpResponse:
        listing = self.listing()
        revision = first_or_not_found(working_first(Revision.objects.filter(listing=listing)))

        def page(bound_forms: BoundForms) -> HttpResponse:
            context = listing_context(listing, self.actor, bound_forms=bound_forms)
            return render(request, "studio/listing_home.html", context)

        return press(request, LISTING_BUTTONS, revision, slug=self.kwargs["verb"], render=page)


class OpenThreadView(ListingView):
    """Sends a question of the partner about the submission in review."""

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        listing, text = self.listing(), request.POST.get("body", "")
        revision = first_or_not_found(working_first(listing.revisions.all()))
        error = ask_reviewers(revision, text, by=self.actor, now=timezone.now())
        if error:
            context = {**listing_context(listing, self.actor), "question": text, "question_error": error}
            return render(request, "studio/listing_home.html", context, status=422)
        return redirect(f"{listing.get_absolute_url()}#threads")


class PartnerReplyView(ListingView):
    """Answers a thread. htmx gets the updated thread; otherwise it redirects to the listing's page."""

    def post(self, request: ActorRequest, **_kwargs: object) -> HttpResponse:
        listing, typed = self.listing(), posted_reply(self.kwargs["thread_id"], request.POST)
        reply = send_reply(typed, by=self.actor, now=timezone.now())
        status = 422 if reply.error else 200
        if is_partial(request):
            context = {"box": self._thread_box(reply), "in_form": True}
            return add_event(render(request, "studio/parts/thread.html", context, status=status), "answered")
        return _after_reply(request, listing, reply)

    def _thread_box(self, reply: ThreadReply) -> ThreadBox:
        thread = first_or_not_found(listing_threads(self.kwargs["listing_id"], self.actor).filter(pk=reply.thread_id))
        revision = first_or_not_found(readable_revisions(self.actor).filter(pk=thread.revision_id))
        wizard = Wizard(revision=revision, actor=self.actor, reply=reply)
        return next(
            thread_box(placed, wizard.thread_page) for placed in wizard.threads if placed.thread.id == reply.thread_id
        )


class PartnerReopenView(ListingView):
    """Reopens a comment, and returns to it."""

    def post(self, request: ActorRequest, **_kwargs: object) -> HttpResponse:
        listing, typed = self.listing(), posted_reply(self.kwargs["thread_id"], request.POST)
        return _after_reply(request, listing, send_reopening(typed, by=self.actor, now=timezone.now()))


def _after_reply(request: ActorRequest, listing: Listing, reply: ThreadReply) -> HttpResponse:
    """Redirects to the thread, or returns the page with the refused text."""
    if reply.error:
        context = listing_context(listing, request.actor, reply=reply)
        return render(request, "studio/listing_home.html", context, status=422)
    return redirect(f"{listing.get_absolute_url()}#thread-{reply.thread_id}")


class SubmissionView(ListingView):
    """Shows a submission and its changes since the previous one."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        listing = self.listing()
        submission = submission_for(self.actor, self.kwargs["submission_id"])
        if submission.revision.listing_id != listing.pk:
            raise NotFound
        return render(request, "studio/submission.html", submission_context(submission, self.actor))


class CompareView(ListingView):
    """Shows the changes between two versions of the listing, which the query selects with `from` and `to`."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        old, new = request.GET.get("from", ""), request.GET.get("to", "")
        return render(request, "studio/compare.html", comparison_context(self.listing(), self.actor, old=old, new=new))


class PrintView(RevisionView):
    """Shows all values and documents of a revision on one page, to print it for the legal department."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        context = printed_context(self.revision(), self.actor, now=timezone.now())
        return render(request, "studio/printed_draft.html", context)


class RevisionZipView(RevisionView):
    """Downloads the current folder of a revision as a zip file."""

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        revision = self.revision()
        objects = {"listing": revision.listing_id, "revision": revision.pk}
        record_export("revision", by=self.actor, objects=objects, now=timezone.now())
        bundle = bundle_of_revision(revision)
        name = f"{folder_name(bundle) or bundle.section(Overview).integration_id or revision.listing_id}.zip"
        disposition = content_disposition_header(True, name) or "attachment"
        headers = {"Content-Disposition": disposition}
        return HttpResponse(zip_of(bundle), content_type="application/zip", headers=headers)
