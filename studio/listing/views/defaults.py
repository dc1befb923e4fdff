"""The page of an organisation's defaults for new listings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInView, own_organisation
from accounts.models import Organisation
from accounts.page import organisation_context
from common.actor import Role
from common.errors import NotAllowed
from common.lookups import first_or_not_found
from common.requests import parse_uuid
from files.actions import put_blob
from files.errors import FileNotStored, FileRefused
from listings.actions import save_listing_defaults
from listings.content.bundles import documents_of_revision
from listings.content.defaults import defaults_of, values_for_defaults
from listings.content.references import field_at
from listings.queries import readable_revisions, working_first
from studio.listing.defaults_form import DefaultsForm, name_of
from tilekit.core.composite import UploadField
from tilekit.core.field import Json

_PAGE = "studio:listing-defaults"


class DefaultsView(SignedInView):
    """Shows and saves the defaults. `?from=<listing>` fills the form with the values of a listing."""

    def get(self, _request: HttpRequest, slug: str) -> HttpResponse:
        organisation = self._organisation(slug)
        return self._page(organisation, DefaultsForm(stored=self._stored(organisation)))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        organisation = self._organisation(slug)
        form = DefaultsForm(request.POST, request.FILES, stored=self._stored(organisation))
        if form.is_valid():
            values = {**form.values(), **self._uploaded(form)}
            if not form.errors:
                save_listing_defaults(organisation_id=organisation.pk, values=values, by=self.actor, now=timezone.now())
                messages.success(request, _("The defaults were saved. New listings will begin with them."))
                return redirect(_PAGE, organisation.slug)
        return self._page(organisation, form, status=422)

    def _organisation(self, slug: str) -> Organisation:
        organisation = own_organisation(self.request, slug)
        if not self.actor.holds(Role.EDITOR, organisation.pk):
            raise NotAllowed
        return organisation

    def _stored(self, organisation: Organisation) -> dict[str, Json]:
        """The stored defaults, with the values of a listing of the organisation that the page was asked for."""
        stored = defaults_of(organisation.pk)
        listing_id = parse_uuid(self.request.GET.get("from", ""))
        if listing_id is None:
            return stored
        revisions = readable_revisions(self.actor).filter(listing_id=listing_id, listing__organisation=organisation)
        revision = first_or_not_found(working_first(revisions))
        return {**stored, **values_for_defaults(documents_of_revision(revision))}

    def _uploaded(self, form: DefaultsForm) -> dict[str, Json]:
        """{path: reference to the stored upload}. A refused file is an error of the form."""
        stored: dict[str, Json] = {}
        for path, file in form.uploads().items():
            declared = field_at(path)
            if not isinstance(declared, UploadField):
                continue
            try:
                blob = put_blob(
                    file, name=file.name, now=timezone.now(), accepts=declared.accepts, max_bytes=declared.max_bytes
                )
            except (FileRefused, FileNotStored) as error:
                form.add_error(name_of(path), str(error))
            else:
                stored[path] = {"key": "", "name": file.name, "sha256": blob.sha256, "size": blob.size}
        return stored

    def _page(self, organisation: Organisation, form: DefaultsForm, status: int = 200) -> HttpResponse:
        context = {**organisation_context(self.request, organisation, _PAGE), "form": form}
        return render(self.request, "studio/defaults.html", context, status=status)
