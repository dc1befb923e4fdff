"""Pages that show e-mails in demo mode. They return 404 outside demo mode."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.htmx import is_partial, render_page
from notices.mailbox import stored_mail, stored_mails

_MAX_SHOWN_MAILS = 100


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    mails = stored_mails(_folder())
    to = request.GET.get("to", "").strip().lower()
    matches = [mail for mail in mails if to in mail.to.lower()][:_MAX_SHOWN_MAILS]
    newest = matches[0].name if matches else ""
    if is_partial(request) and request.GET.get("newest") == newest:
        return HttpResponse(status=204)  # nothing new, so the focused row keeps its focus
    context = {"mails": matches, "to": to, "newest": newest}
    return render_page(request, "notices/mail_list.html", context, part="notices/mail_rows.html")


@require_safe
def detail(request: HttpRequest, name: str) -> HttpResponse:
    mail = stored_mail(_folder(), name)
    if mail is None:
        raise Http404
    breadcrumbs = [{"label": _("Demo e-mails"), "href": reverse("notices:mail-list")}, {"label": mail.subject}]
    return render(request, "notices/mail.html", {"mail": mail, "breadcrumbs": breadcrumbs})


def _folder() -> Path:
    """The folder of Django's file back end for e-mails. Raises Http404 outside demo mode or with another back end."""
    if not settings.DEMO_MODE or not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        raise Http404
    return Path(getattr(settings, "EMAIL_FILE_PATH", ""))
