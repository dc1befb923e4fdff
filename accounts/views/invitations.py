"""The page behind an invitation's link, for people with and without an account."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.access import signed_in, signed_in_person
from accounts.errors import InvitationClosed, InvitationUnknown
from accounts.models import Invitation, Membership
from accounts.queries import has_verified_email
from accounts.tokens import hash_of
from common.requests import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: ActorRequest) -> HttpResponse:
    token = request.POST.get("token") or request.GET.get("token", "")
    if request.method == "POST" and not request.actor.is_anonymous:
        membership = actions.accept_invitation_by_token(token=token, by=request.actor, now=timezone.now())
        return _welcome(request, membership)
    invitation = _invitation(token)
    context: dict[str, object] = {"invitation": invitation, "token": token}
    if request.actor.is_anonymous:
        # A person with the link can read the mail of the address, so signing up needs no second e-mail.
        get_adapter().stash_verified_email(request, invitation.email)
        page_url = f"{reverse('accounts:invitation-open')}?{urlencode({'token': token})}"
        context["query"] = urlencode({"next": page_url, "email": invitation.email})
    else:
        context["is_for_reader"] = has_verified_email(signed_in_person(request).pk, invitation.email)
    return render(request, "accounts/invitation.html", context)


@require_POST
@signed_in
def accept(request: ActorRequest, invitation_id: UUID) -> HttpResponse:
    membership = actions.accept_invitation(invitation_id=invitation_id, by=request.actor, now=timezone.now())
    return _welcome(request, membership)


def _invitation(token: str) -> Invitation:
    rows = Invitation.objects.select_related("organisation", "invited_by")
    invitation = rows.filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise InvitationUnknown
    if not invitation.is_open(timezone.now()):
        raise InvitationClosed
    return invitation


def _welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    messages.success(request, _("You joined {organisation}.").format(organisation=membership.organisation))
    return redirect(membership.organisation)
