"""What the sign-in page needs to use a passkey, and the removal of passkeys."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def options(request: HttpRequest) -> HttpResponse:
    """A new challenge, which the session stores, and the token for the form: pages for visitors have none."""
    return JsonResponse({"request_options": begin_authentication(), "csrf_token": get_token(request)})


class RemovePasskeyView(RemoveWebAuthnView):
    """Removes a passkey, unless it is the last second factor of somebody who needs one. allauth's view doesn't ask."""

    def form_valid(self, form: Form) -> HttpResponse:
        adapter = get_adapter()
        if adapter.can_delete_authenticator(self.object):
            return super().form_valid(form)
        messages.error(self.request, adapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_index")
