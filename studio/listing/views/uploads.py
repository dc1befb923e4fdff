"""Views that take files, a folder, an archive, an address or a text, for a new listing or a draft."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from common.actor import Actor, Role
from common.errors import SlipwayError
from listings.imports.queued_imports import ImportTarget
from listings.imports.read_imports import read_address, read_upload
from listings.models import Import, Revision
from studio.access import RevisionView
from studio.listing.archive_uploads import SentFiles, uploaded_archive
from studio.listing.import_forms import UploadForm
from studio.listing.page.imports import import_breadcrumbs, import_url
from studio.listing.page.new_listing import upload_context
from studio.listing.views.create import ListingCreationView


class NewListingUploadView(ListingCreationView):
    """Reads an upload for a new listing, and leads to the page with the remaining questions."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Redirect to the form, for example after a reload of a refused upload."""
        return redirect(reverse("studio:listing-new"))

    def post(self, request: HttpRequest) -> HttpResponse:
        actor = self.actor
        organisation_id = next(pk for pk in actor.organisations if actor.holds(Role.EDITOR, pk))
        form = UploadForm(request.POST, request.FILES, prefix="upload")
        row = read_form(request, form, ImportTarget(organisation_id=organisation_id), by=actor)
        return redirect(import_url(row)) if row else self.page(upload=form, status=422)


class DraftUploadView(RevisionView):
    """Reads an upload for a draft, and leads to the page with what would change."""

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self._page(self.editable_revision(), UploadForm(prefix="upload"))

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        revision = self.editable_revision()
        form = UploadForm(request.POST, request.FILES, prefix="upload")
        target = ImportTarget(organisation_id=revision.listing.organisation_id, revision_id=revision.pk)
        row = read_form(request, form, target, by=self.actor)
        return redirect(import_url(row)) if row else self._page(revision, form, status=422)

    def _page(self, revision: Revision, form: UploadForm, status: int = 200) -> HttpResponse:
        listing = revision.listing
        context = {**upload_context(form), "listing": listing, "breadcrumbs": import_breadcrumbs(listing)}
        return render(self.request, "studio/import_into.html", context, status=status)


def read_form(request: HttpRequest, form: UploadForm, target: ImportTarget, *, by: Actor) -> Import | None:
    """Read the upload in a form. None if the form has an error, which is at the field with the upload."""
    if not form.is_valid():
        return None
    values = form.cleaned_data
    sent = (
        SentFiles(files=values["uploads"], paths=request.POST.getlist("paths"))
        if values["uploads"]
        else SentFiles.of_text(values["pasted"])
    )
    try:
        if form.address():
            return read_address(form.address(), target=target, by=by, now=timezone.now())
        with uploaded_archive(sent) as archive:
            return read_upload(archive, target=target, by=by, now=timezone.now())
    except SlipwayError as error:
        form.add_error(form.used_field(), str(error))
        return None
