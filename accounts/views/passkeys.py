"""What the sign-in page needs to use a passkey."""

from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe


@require_safe
def options(request: HttpRequest) -> HttpResponse:
    """A new challenge, which the session stores, and the token for the form: pages for visitors have none."""
    return JsonResponse({"request_options": begin_authentication(), "csrf_token": get_token(request)})
