"""The page behind the links in e-mails that turn off one kind of e-mail. It works without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from common.errors import NotFound
from notices import actions
from notices.kind_registry import notice_kind_or_none
from notices.unsubscribe import subscription_of
from notices.writes import DIGEST_MAIL


@csrf_exempt  # mail programs send the request; the link is signed
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button, because programs that scan e-mails open links; only POST turns the e-mails off."""
    subscription = subscription_of(token)
    is_off = request.method == "POST"
    if is_off:
        actions.stop_mails(person_id=subscription.person_id, kind_name=subscription.kind)
    context = {"label": _label(subscription.kind), "is_off": is_off}
    return render(request, "notices/unsubscribe.html", context)


def _label(kind_name: str) -> str:
    if kind_name == DIGEST_MAIL:
        return _("Daily digest")
    kind = notice_kind_or_none(kind_name)
    if kind is None:
        raise NotFound
    return str(kind.label)
