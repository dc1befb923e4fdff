"""The preview of a draft's tile: next to the form, as a page, and in the frame of a phone on that page."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin

from common.htmx import is_partial
from studio.wizard.page.step.contexts import head_context
from studio.wizard.page.step.preview import (
    preview_context,
    preview_frame_context,
    preview_page_context,
    url_of_element,
)
from studio.wizard.page.step.preview_query import PreviewQuery
from studio.wizard.views.fragments import WizardView


class PreviewView(WizardView):
    """Shows the tile, its card or its search result as customers will see them; for htmx, a tab next to the form."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        wizard, query = self.wizard(), PreviewQuery.of(request.GET.dict())
        used = request.GET.get("at")
        if used and (place := url_of_element(wizard, used)):
            return HttpResponseRedirect(place)
        if is_partial(request):
            context = preview_context(wizard, tab=query.tab, level=2, start=query.start)
            response = render(request, "studio/parts/preview.html", context)
        else:
            context = {**head_context(wizard), **preview_page_context(wizard, query)}
            response = render(request, "studio/preview.html", context)
        patch_vary_headers(response, ["HX-Request"])
        return response


@method_decorator(xframe_options_sameorigin, name="dispatch")
@method_decorator(csp_replace({"frame-ancestors": [SELF]}), name="dispatch")
class PreviewFrameView(WizardView):
    """Shows only what the page of the preview shows, in its language and theme. Only our pages may frame it."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        query = PreviewQuery.of(request.GET.dict())
        with translation.override(query.shown_language):
            return render(request, "studio/preview_frame.html", preview_frame_context(self.wizard(), query, level=1))
