"""What the session keeps while a person confirms their password for a button: its name, and the form if it is refused.

The request of the form continues at the address of the password page. If it is refused there, the session keeps the
form for an hour, and the address of the button shows the page with it.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.views import View

from common.requests import ActorRequest
from listings.lifecycle.change import S
from listings.lifecycle.types import Transition
from listings.pages.button_forms import TransitionForm

_SESSION_KEY, _ACTION_KEY = "refused_button", "action_to_confirm"
_REFUSED_FORM_SECONDS = 3_600
_PASSWORD_PAGES = {"account_reauthenticate", "mfa_reauthenticate"}


def is_continued(request: ActorRequest) -> bool:
    """Whether the person has confirmed their password on another page, and the request of their form continues."""
    match = request.resolver_match
    return match is not None and match.url_name in _PASSWORD_PAGES


def is_pressed(request: HttpRequest) -> bool:
    """Whether the request sends a form to this address, or must show one that was kept for it."""
    kept = request.session.get(_SESSION_KEY, {})
    is_kept = kept.get("path") == request.path and kept.get("until", 0) > timezone.now().timestamp()
    return request.method == "POST" or is_kept


class PressView(View):
    """A view whose `post` calls `press`. It also shows the form that was kept for its address."""

    post: Callable[..., HttpResponse]

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_pressed(request):
            return self.post(request, *args, **kwargs)
        return super().http_method_not_allowed(request, *args, **kwargs)


def name_action(request: ActorRequest, row: Transition, *, back: str) -> None:
    """Let the password page name the button. back is the address of the page with the button, for people who cancel."""
    request.session[_ACTION_KEY] = {"path": request.path, "label": str(row.label), "back": back}


def keep_form(request: ActorRequest, form: TransitionForm) -> HttpResponse:
    """Keep the refused form with its errors, and redirect to the address of its button."""
    errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    until = timezone.now().timestamp() + _REFUSED_FORM_SECONDS
    kept = {"path": request.path, "values": request.POST.urlencode(), "errors": errors, "until": until}
    request.session[_SESSION_KEY] = kept
    return HttpResponseRedirect(request.path)


def kept_form(request: ActorRequest, row: Transition, subject: S) -> TransitionForm | None:
    """The form that was kept for this address, with its errors. One that creates a subject is shown only once."""
    if request.method == "POST" or not is_pressed(request):
        return None
    kept = request.session[_SESSION_KEY]
    if row.creates_subject:
        forget_form(request)
    form = TransitionForm(QueryDict(kept["values"]), row=row, subject=subject, actor=request.actor)
    for name, texts in kept["errors"].items():
        for text in texts:
            if text not in form.errors.get(name, []):
                form.add_error(name, text)
    return form


def forget_form(request: ActorRequest) -> None:
    request.session.pop(_SESSION_KEY, None)
