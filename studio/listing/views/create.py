"""The page that creates a listing from scratch, or from what the person has."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import SignedInView
from common.actor import Role
from common.errors import SlipwayError
from listings.actions import create_listing
from listings.imports.queries import shown_imports
from studio.listing.forms import NewListingForm
from studio.listing.import_forms import UploadForm
from studio.listing.page.imports import import_url, state_text
from studio.listing.page.new_listing import question_context, requirements_context, upload_context
from studio.listing.page.readings import can_continue
from studio.page_urls import step_url


class ListingCreationView(SignedInView):
    """Base class of views for editors of an organisation. Others are redirected to the start page."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated:
            actor = self.actor
            if not any(actor.holds(Role.EDITOR, organisation_id) for organisation_id in actor.organisations):
                return redirect("accounts:start")
        return super().dispatch(request, *args, **kwargs)

    def page(
        self, *, form: NewListingForm | None = None, upload: UploadForm | None = None, status: int = 200
    ) -> HttpResponse:
        shown = shown_imports(self.actor, timezone.now())
        context = {
            **upload_context(upload or UploadForm(prefix="upload")),
            "imports": [(row, import_url(row), state_text(row)) for row in shown if can_continue(row)],
            **question_context(form or NewListingForm(actor=self.actor)),
        }
        return render(self.request, "studio/new.html", context, status=status)


class NewListingView(ListingCreationView):
    def get(self, _request: HttpRequest) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewListingForm(request.POST, actor=self.actor)
        if form.is_valid():
            values = form.cleaned_data
            try:
                revision = create_listing(
                    organisation_id=values["organisation"].pk,
                    route=values["route"],
                    offering_type=values["offering_type"],
                    name=values["name"],
                    by=self.actor,
                    now=timezone.now(),
                )
            except SlipwayError as error:
                form.add_error("name", str(error))
            else:
                return redirect(step_url(revision, "overview"))
        return self.page(form=form, status=422)


class RequirementsView(SignedInView):
    """Shows the requirements of the chosen kind of listing. ?filled=<section>.<field> leaves one out."""

    def get(self, request: HttpRequest) -> HttpResponse:
        route, offering_type = (request.GET.get(name, "") for name in ("route", "offering_type"))
        context = requirements_context(route, offering_type, filled=request.GET.getlist("filled"))
        return render(request, "studio/parts/requirements.html", context)
