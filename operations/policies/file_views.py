"""The page on which admins export all settings as a file, and import such a file after they have seen what changes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from audit.actions import record_export
from common.access import admin_only
from common.errors import SlipwayError
from common.requests import ActorRequest
from common.settings_sections import SettingsImport
from operations.policies.forms import ImportForm, SettingsFileForm
from operations.policies.settings_file import changes_of, exported_text, import_settings, read_file, state_digest


@admin_only
@require_safe
def export(request: ActorRequest) -> HttpResponse:
    record_export("settings", by=request.actor, objects={}, now=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="slipway-settings.json"'}
    return HttpResponse(exported_text(), content_type="application/json", headers=headers)


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def setting_file(request: ActorRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, SettingsFileForm())
    return _carry_out(request) if "content" in request.POST else _preview(request)


def _preview(request: ActorRequest) -> HttpResponse:
    """Show what the uploaded file would change."""
    form = SettingsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _page(request, form, ImportForm(initial={"content": form.text, "seen": state_digest()}))


def _carry_out(request: ActorRequest) -> HttpResponse:
    """Import the file whose changes the admin has seen."""
    form = ImportForm(request.POST)
    if not form.is_valid():
        return _page(request, SettingsFileForm(), form, status=422)
    values, now = form.cleaned_data, timezone.now()
    by_import = SettingsImport(by=request.actor, reason=values["reason"], now=now)
    try:
        changes = import_settings(text=values["content"], seen=values["seen"], by_import=by_import)
    except SlipwayError as refused:
        messages.error(request, str(refused))
        form = ImportForm(initial={**values, "seen": state_digest()})
        return _page(request, SettingsFileForm(), form, status=refused.status)
    text = ngettext("{n} setting was changed.", "{n} settings were changed.", len(changes))
    messages.success(request, text.format(n=len(changes)))
    return redirect("operations:setting-list")


def _page(
    request: ActorRequest, form: SettingsFileForm, import_form: ImportForm | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "import_form": import_form,
        "changes": _changes(import_form) if import_form else (),
        "breadcrumbs": [{"href": reverse("operations:setting-list"), "label": _("Settings")}, {"label": _("File")}],
    }
    return render(request, "operations/setting_file.html", context, status=status)


def _changes(form: ImportForm) -> object:
    """What the file in the form would change; nothing if it can't be read."""
    try:
        return changes_of(read_file(str(form["content"].value() or "")))
    except SlipwayError:
        return ()
