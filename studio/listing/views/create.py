"""Pages that create a listing from scratch or import a folder."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.access import SignedInView
from common.actor import Role
from common.errors import SlipwayError
from listings.actions import create_listing
from listings.content.packages import package_of_zip
from listings.errors import ImportRefused
from listings.imports.archives import bytes_of, is_for_worker
from listings.imports.folder_imports import import_into_revision, import_package
from listings.imports.queries import shown_imports
from listings.imports.queued_imports import ImportTarget, request_import
from listings.models import Revision
from page_parts.form_fields import field_props, listed_props
from studio.access import RevisionView
from studio.listing.archive_uploads import uploaded_archive
from studio.listing.forms import OFFERING_HELP, ROUTE_HELP, ImportForm, NewListingForm, PackageForm
from studio.listing.page.imports import IMPORTED_INTO, import_breadcrumbs, import_url, tell_what_stayed, warn_of_vendor
from studio.page_urls import step_url
from tilekit.core.kind import ListingKind
from tilekit.sections.requirements import requirements


class ListingCreationView(SignedInView):
    """Base class of views for editors of an organisation. Others are redirected to the start page."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated:
            actor = self.actor
            if not any(actor.holds(Role.EDITOR, organisation_id) for organisation_id in actor.organisations):
                return redirect("accounts:start")
        return super().dispatch(request, *args, **kwargs)

    def page(self, form: NewListingForm, importing: ImportForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "importing": importing,
            "imports": [(row, import_url(row)) for row in shown_imports(self.actor, timezone.now())],
            "route": _option_card_props(form, "route", ROUTE_HELP),
            "offering": _option_card_props(form, "offering_type", OFFERING_HELP),
            **_requirements_context(str(form["route"].value()), str(form["offering_type"].value())),
        }
        return render(self.request, "studio/new.html", context, status=status)


class NewListingView(ListingCreationView):
    def get(self, _request: HttpRequest) -> HttpResponse:
        return self.page(NewListingForm(actor=self.actor), ImportForm(actor=self.actor, prefix="import"))

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
        return self.page(form, ImportForm(actor=self.actor, prefix="import"), status=422)


class ImportView(ListingCreationView):
    """Imports a folder or zip file as a new listing. The worker imports large ones."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Redirect to the form, for example after a reload of a refused import."""
        return redirect(reverse("studio:listing-new") + "#import")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES, actor=self.actor, prefix="import")
        if form.is_valid():
            values = form.cleaned_data
            target = ImportTarget(organisation_id=values["organisation"].pk, name=values["name"])
            try:
                with uploaded_archive(values["archive"], values["folder"], request.POST.getlist("paths")) as archive:
                    return self._import_archive(archive, target)
            except SlipwayError as error:
                form.add_error("name" if error.code == "name-taken" else form.upload_field(), str(error))
        return self.page(NewListingForm(actor=self.actor), form, status=422)

    def _import_archive(self, archive: File[bytes], target: ImportTarget) -> HttpResponse:
        if is_for_worker(archive):
            return redirect(import_url(request_import(archive, target=target, by=self.actor, now=timezone.now())))
        package = package_of_zip(bytes_of(archive))
        revision = import_package(
            organisation_id=target.organisation_id,
            package=package,
            name=target.name or None,
            by=self.actor,
            now=timezone.now(),
        )
        count = len(package.files) + len(package.base)
        text = ngettext("{n} file was imported.", "{n} files were imported.", count).format(n=count)
        messages.success(self.request, text)
        warn_of_vendor(self.request, revision)
        return redirect(step_url(revision, "overview"))


class ImportIntoView(RevisionView):
    """Imports a folder or zip file into a draft. The worker imports large ones."""

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return self._page(self.editable_revision(), PackageForm(prefix="import"))

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        revision = self.editable_revision()
        form = PackageForm(request.POST, request.FILES, prefix="import")
        if form.is_valid():
            values = form.cleaned_data
            try:
                with uploaded_archive(values["archive"], values["folder"], request.POST.getlist("paths")) as archive:
                    return self._import_archive(archive, revision)
            except ImportRefused as error:
                form.add_error(form.upload_field(), str(error))
        return self._page(revision, form, status=422)

    def _import_archive(self, archive: File[bytes], revision: Revision) -> HttpResponse:
        if is_for_worker(archive):
            target = ImportTarget(organisation_id=revision.listing.organisation_id, revision_id=revision.pk)
            return redirect(import_url(request_import(archive, target=target, by=self.actor, now=timezone.now())))
        package = package_of_zip(bytes_of(archive))
        import_into_revision(revision_id=revision.pk, package=package, by=self.actor, now=timezone.now())
        messages.success(self.request, IMPORTED_INTO)
        tell_what_stayed(self.request, revision)
        warn_of_vendor(self.request, revision)
        return redirect(step_url(revision, "overview"))

    def _page(self, revision: Revision, form: PackageForm, status: int = 200) -> HttpResponse:
        context = {"importing": form, "listing": revision.listing, "breadcrumbs": import_breadcrumbs(revision.listing)}
        return render(self.request, "studio/import_into.html", context, status=status)


class RequirementsView(SignedInView):
    """Shows the requirements of the chosen kind of listing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = _requirements_context(request.GET.get("route", ""), request.GET.get("offering_type", ""))
        return render(request, "studio/parts/requirements.html", context)


def _option_card_props(form: NewListingForm, name: str, helps: Mapping[str, object]) -> dict[str, object]:
    """Props that show a choice field as cards with a help text for each option."""
    props = field_props(form[name], variant="cards")
    options = listed_props(props, "options")
    return {**props, "options": [{**option, "help": helps.get(str(option["value"]), "")} for option in options]}


def _requirements_context(route: str, offering_type: str) -> dict[str, object]:
    kind = ListingKind(route=route, offering_type=offering_type)
    needs: dict[str, list[object]] = {}
    for requirement in (requirement for requirement in requirements(kind) if requirement.needs_preparation):
        needs.setdefault(requirement.why, []).append(requirement)
    return {"requirements": needs.items()}
