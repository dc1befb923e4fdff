"""The page with the progress of an import that the worker runs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import SignedInView
from common.lookups import first_or_not_found
from listings.imports.queries import visible_imports
from listings.models import Import
from studio.listing.page.imports import (
    IMPORTED,
    IMPORTED_INTO,
    import_context,
    result_url,
    tell_what_stayed,
    warn_of_vendor,
)


class _ImportBaseView(SignedInView):
    def row(self) -> Import:
        return first_or_not_found(visible_imports(self.actor).filter(pk=self.kwargs["import_id"]))


class ImportPageView(_ImportBaseView):
    """Shows the page of an import, or redirects to the draft when it is done."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        row = self.row()
        if result_url(row):
            messages.success(request, IMPORTED_INTO if row.target_id else IMPORTED)
            if row.revision:
                tell_what_stayed(request, row.revision)
                warn_of_vendor(request, row.revision)
            return redirect(result_url(row))
        return render(request, "studio/import.html", import_context(row))


class ImportProgressView(_ImportBaseView):
    """Returns the part of the page that polls every second. When the import is done, the whole page reloads."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        row = self.row()
        response = render(request, "studio/parts/import_progress.html", import_context(row))
        if result_url(row):
            response.headers["HX-Refresh"] = "true"
        return response
