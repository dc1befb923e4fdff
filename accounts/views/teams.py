"""Pages on which admins manage staff teams and admins. Leads read their own teams."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.forms import AdminForm, TeamForm
from accounts.models import TEAM_ROLES, Person, Team
from accounts.queries import team_members
from accounts.staff_grants import StaffGrant
from common.access import admin_only, leads_and_admins
from common.actor import TeamRole
from common.platform_policies import PLATFORM_NAME
from common.requests import ActorRequest


@leads_and_admins
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    return _page(request, TeamForm(), AdminForm())


@admin_only
@require_POST
def put(request: ActorRequest) -> HttpResponse:
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _page(request, form, AdminForm())
    membership = actions.put_in_team(**form.cleaned_data, by=request.actor, now=timezone.now())
    text = _("{name} is now a member of the team {team}.")
    messages.success(request, text.format(name=membership.person, team=membership.get_team_display()))
    return redirect("accounts:team-list")


@admin_only
@require_POST
def remove(request: ActorRequest, team: str, person_id: UUID) -> HttpResponse:
    if team not in Team.values:
        raise Http404
    actions.remove_from_team(team=Team(team), person_id=person_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The person was removed from the team."))
    return redirect("accounts:team-list")


@admin_only
@require_POST
def make_admin(request: ActorRequest) -> HttpResponse:
    form = AdminForm(request.POST)
    if not form.is_valid():
        return _page(request, TeamForm(), form)
    person = actions.make_admin(email=form.cleaned_data["admin_email"], by=request.actor, now=timezone.now())
    messages.success(request, _("{name} is now an admin.").format(name=person))
    return redirect("accounts:team-list")


@admin_only
@require_POST
def remove_admin(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actions.remove_admin(person_id=person_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The person's admin rights were removed."))
    return redirect("accounts:team-list")


def _group_rows() -> list[tuple[str, list[str]]]:
    """The groups of the provider of staff and the roles that they give, in words."""
    return [(group, [_role_text(grant) for grant in grants]) for group, grants in settings.STAFF_GROUPS.items()]


def _role_text(grant: StaffGrant) -> str:
    if not grant.team:
        return _("Admin")
    role = dict(TEAM_ROLES)[TeamRole[grant.role.upper()].value]
    return _("{role} in {team}").format(role=role, team=Team(grant.team).label)


def _page(request: ActorRequest, form: TeamForm, admin_form: AdminForm) -> HttpResponse:
    actor, members = request.actor, list(team_members())
    context = {
        "teams": [
            {"key": team.value, "label": team.label, "members": [member for member in members if member.team == team]}
            for team in Team
            if actor.is_admin or actor.leads(team)
        ],
        "may_change": actor.is_admin,
        "admins": Person.objects.filter(is_admin=True, is_active=True).order_by("name", "email"),
        "is_managed": bool(settings.STAFF_ISSUER),
        "platform": PLATFORM_NAME.value,
        "groups": _group_rows(),
        "form": form,
        "admin_form": admin_form,
    }
    return render(request, "accounts/teams.html", context, status=422 if form.is_bound or admin_form.is_bound else 200)
