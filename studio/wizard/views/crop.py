"""The view that shows the frame over an image and crops the image."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from common.requests import parse_number
from listings.actions import crop_image
from listings.actions.pictures import image_at
from studio.wizard.page.fields.cropping import cropper_of
from studio.wizard.page.step.fix_result import fix_result, step_after_fix
from studio.wizard.views.fixes import result_response
from studio.wizard.views.fragments import WizardView
from tilekit.media.crops import CropFrame


class CropView(WizardView):
    """GET ?path=: the dialog with the frame. POST {path, seen, left, top, width}: crops, and returns the change."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        path, wizard = request.GET.get("path", ""), self.wizard()
        cropper = cropper_of(self.editable_revision(), path, image_at(wizard.documents, path))
        context = {"cropper": cropper, "crop_url": wizard.url("crop"), "step_key": step_after_fix(path)}
        return render(request, "studio/parts/cropper.html", context)

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        left, top, width = (parse_number(request.POST.get(name, "")) or 0 for name in ("left", "top", "width"))
        done = crop_image(
            revision_id=self.revision().pk,
            path=request.POST.get("path", ""),
            seen=request.POST.get("seen", ""),
            frame=CropFrame(left=left, top=top, width=width),
            by=self.actor,
            now=timezone.now(),
        )
        return result_response(request, fix_result(done, self.wizard()))
