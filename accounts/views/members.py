"""Users of an organisation: its people and their roles, invitations, and applications."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.access import own_organisation, signed_in
from accounts.forms import InvitationForm, RoleForm
from accounts.models import ROLES, Organisation
from accounts.page import organisation_context
from accounts.queries import applications_of, members_of, open_invitations
from common.actor import Role
from common.errors import NotAllowed, NotFound
from common.requests import ActorRequest


@require_safe
@signed_in
def index(request: ActorRequest, slug: str) -> HttpResponse:
    return _page(request, own_organisation(request, slug), InvitationForm())


@require_POST
@signed_in
def invite(request: ActorRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request, slug)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation, form)
    invitation = actions.invite_person(
        organisation_id=organisation.pk, **form.cleaned_data, by=request.actor, now=timezone.now()
    )
    messages.success(request, _("We sent an invitation to {email}.").format(email=invitation.email))
    return redirect("accounts:member-list", slug)


@require_POST
@signed_in
def resend(request: ActorRequest, slug: str, invitation_id: UUID) -> HttpResponse:
    organisation = own_organisation(request, slug)
    invitation = actions.resend_invitation(
        organisation_id=organisation.pk, invitation_id=invitation_id, by=request.actor, now=timezone.now()
    )
    messages.success(request, _("We sent a new link to {email}.").format(email=invitation.email))
    return redirect("accounts:member-list", slug)


@require_POST
@signed_in
def revoke(request: ActorRequest, slug: str, invitation_id: UUID) -> HttpResponse:
    organisation = own_organisation(request, slug)
    actions.revoke_invitation(
        organisation_id=organisation.pk, invitation_id=invitation_id, by=request.actor, now=timezone.now()
    )
    messages.success(request, _("The invitation was revoked. Its link no longer works."))
    return redirect("accounts:member-list", slug)


@require_POST
@signed_in
def change_role(request: ActorRequest, slug: str, person_id: UUID) -> HttpResponse:
    organisation = own_organisation(request, slug)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise NotFound
    membership = actions.change_role(
        organisation_id=organisation.pk, person_id=person_id, **form.cleaned_data, by=request.actor, now=timezone.now()
    )
    text = _("{name} now has the role {role}.")
    messages.success(request, text.format(name=membership.person, role=membership.get_role_display()))
    return redirect("accounts:member-list", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def remove(request: ActorRequest, slug: str, person_id: UUID) -> HttpResponse:
    organisation = own_organisation(request, slug)
    if not request.actor.holds(Role.OWNER, organisation.pk):
        raise NotAllowed
    if request.method != "POST":
        person = get_object_or_404(members_of(organisation.pk), person_id=person_id).person
        context = {**organisation_context(request, organisation, "accounts:member-list"), "person": person}
        return render(request, "accounts/member_remove.html", context)
    actions.remove_member(organisation_id=organisation.pk, person_id=person_id, by=request.actor, now=timezone.now())
    return redirect("accounts:member-list", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave(request: ActorRequest, slug: str) -> HttpResponse:
    organisation = own_organisation(request, slug)
    if request.method != "POST":
        return render(
            request, "accounts/leave.html", organisation_context(request, organisation, "accounts:member-list")
        )
    actions.leave_organisation(organisation_id=organisation.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("You left {organisation}.").format(organisation=organisation))
    return redirect("accounts:start")


def _page(request: ActorRequest, organisation: Organisation, form: InvitationForm) -> HttpResponse:
    now = timezone.now()
    context = {
        **organisation_context(request, organisation, "accounts:member-list"),
        "members": members_of(organisation.pk),
        "invitations": open_invitations(organisation.pk),
        "applications": applications_of(organisation.pk, now),
        "form": form,
        "roles": [{"value": value, "label": label} for value, label in ROLES],
        "now": now,
    }
    return render(request, "accounts/members.html", context, status=422 if form.is_bound else 200)
