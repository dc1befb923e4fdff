"""The pages on which admins read and change settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.access import admin_only
from common.diffs import word_changes
from common.errors import NotFound
from common.models import PolicyVersion
from common.pages import requested_page
from common.policies import PortalPolicy, policies
from common.requests import ActorRequest, seen_version
from common.settings_sections import file_sections
from operations.errors import SettingChanged
from operations.policies.actions import change_setting, newest_version, restore_setting
from operations.policies.forms import SettingForm, SettingReasonForm
from operations.policies.page import setting_groups, shown_settings

_VERSIONS_PER_PAGE = 20
_UNPROCESSABLE = 422


@admin_only
@require_safe
def setting_list(request: ActorRequest) -> HttpResponse:
    return render(
        request, "operations/settings.html", {"groups": setting_groups(), "sections": file_sections().values()}
    )


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def setting_detail(request: ActorRequest, setting: str) -> HttpResponse:
    policy = _policy(setting)
    if request.method != "POST":
        value = policy.typed(newest_version(policy.key).value)
        return _page(request, policy, SettingForm(policy=policy, initial={"value": value}))
    form = SettingForm(request.POST, policy=policy)
    if not form.is_valid():
        return _page(request, policy, form, seen=seen_version(request), status=_UNPROCESSABLE)
    value, reason, seen = form.stored_value, form.cleaned_data["reason"], seen_version(request) or 0
    try:
        number = change_setting(
            key=policy.key, value=value, seen=seen, reason=reason, by=request.actor, now=timezone.now()
        )
    except SettingChanged as refused:
        form.add_error(None, str(refused))
        return _page(request, policy, form, status=refused.status)
    messages.success(request, _("Version {number} was saved.").format(number=number))
    return redirect("operations:setting-detail", setting)


@admin_only
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: ActorRequest, setting: str, number: int) -> HttpResponse:
    """Show what an earlier version would change, and use it again for a reason."""
    policy, is_sent = _policy(setting), request.method == "POST"
    form = SettingReasonForm(request.POST if is_sent else None)
    if not form.is_valid():
        return _restore_page(request, policy, form, number=number, status=_UNPROCESSABLE if is_sent else 200)
    reason, seen = form.cleaned_data["reason"], seen_version(request) or 0
    try:
        restored = restore_setting(
            key=policy.key, number=number, seen=seen, reason=reason, by=request.actor, now=timezone.now()
        )
    except SettingChanged as refused:
        form.add_error(None, str(refused))
        return _restore_page(request, policy, form, number=number, status=refused.status)
    text = _("Version {earlier} was restored as version {number}.")
    messages.success(request, text.format(earlier=number, number=restored))
    return redirect("operations:setting-detail", setting)


def _restore_page(
    request: ActorRequest, policy: PortalPolicy[object], form: SettingReasonForm, *, number: int, status: int
) -> HttpResponse:
    current, title = newest_version(policy.key), _("Restore version %(number)s") % {"number": number}
    earlier = PolicyVersion.objects.filter(key=policy.key, number=number).first()
    if earlier is None and number:
        raise NotFound
    context = {
        "form": form,
        "policy": policy,
        "title": title,
        "seen": current.number,
        "parts": word_changes(policy.text(current.value), policy.text(earlier.value if earlier else None)),
        "breadcrumbs": [
            {"href": reverse("operations:setting-list"), "label": _("Settings")},
            {"href": reverse("operations:setting-detail", args=[policy.slug]), "label": policy.label},
            {"label": title},
        ],
    }
    return render(request, "operations/setting_restore.html", context, status=status)


def _policy(name: str) -> PortalPolicy[object]:
    policy = next((policy for policy in policies().values() if policy.slug == name), None)
    if policy is None:
        raise NotFound
    return policy


def _page(
    request: ActorRequest,
    policy: PortalPolicy[object],
    form: SettingForm,
    *,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    stored = PolicyVersion.objects.filter(key=policy.key)
    versions, links = requested_page(request, stored, order=("-number",), size=_VERSIONS_PER_PAGE)
    current = newest_version(policy.key).number
    context = {
        "form": form,
        "policy": policy,
        "current": current,
        "seen": current if seen is None else seen,
        "versions": shown_settings(policy, versions),
        "breadcrumbs": [
            {"href": reverse("operations:setting-list"), "label": _("Settings")},
            {"label": policy.label},
        ],
        **links,
    }
    return render(request, "operations/setting.html", context, status=status)
