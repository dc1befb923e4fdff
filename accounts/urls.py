from django.urls import path

from accounts.views import (
    agreements,
    application_keys,
    applications,
    invitations,
    members,
    organisation,
    profile,
    protection,
    publishers,
    staff,
    start,
    teams,
)

app_name = "accounts"
_ORGANISATION = "organisation/<slug:slug>/"
_MEMBER = _ORGANISATION + "members/<uuid:person_id>/"
_INVITATION = _ORGANISATION + "invitations/<uuid:invitation_id>/"
_APPLICATION = _ORGANISATION + "applications/<uuid:application_id>/"
_ORGANISATION_PATH = "organisations/<slug:slug>/"

urlpatterns = [
    path("preferences/language/", profile.set_language, name="language-set"),
    path("preferences/time-zone/", profile.fill_in_time_zone, name="time-zone-fill-in"),
    path("profile/", profile.edit, name="profile-edit"),
    path("profile/export/", profile.export, name="profile-export"),
    path("profile/sessions/<int:session_id>/end/", profile.end_session, name="session-end"),
    path("profile/erase/", profile.erase, name="profile-erase"),
    path("sign-in/device/", protection.allow_device, name="device-allow"),
    path("sign-in/secure/", protection.secure, name="account-secure"),
    path("organisation/", start.start, name="start"),
    path("organisation/new/", start.create_organisation, name="organisation-create"),
    path(_ORGANISATION, organisation.detail, name="organisation-detail"),
    path(_ORGANISATION + "leave/", members.leave, name="organisation-leave"),
    path(_ORGANISATION + "members/", members.index, name="member-list"),
    path(_MEMBER + "role/", members.change_role, name="member-role"),
    path(_MEMBER + "remove/", members.remove, name="member-remove"),
    path(_ORGANISATION + "invitations/", members.invite, name="invitation-send"),
    path(_INVITATION + "resend/", members.resend, name="invitation-resend"),
    path(_INVITATION + "revoke/", members.revoke, name="invitation-revoke"),
    path(_ORGANISATION + "applications/new/", applications.create, name="application-create"),
    path(_ORGANISATION + "publishers/new/", publishers.create, name="publisher-create"),
    path(_APPLICATION, applications.detail, name="application-detail"),
    path(_APPLICATION + "role/", applications.change_role, name="application-role"),
    path(_APPLICATION + "remove/", applications.remove, name="application-remove"),
    path(_APPLICATION + "keys/new/", application_keys.create, name="application-key-create"),
    path(_APPLICATION + "keys/<uuid:key_id>/revoke/", application_keys.revoke, name="application-key-revoke"),
    path(_ORGANISATION + "agreements/", agreements.index, name="agreement-list"),
    path(_ORGANISATION + "agreements/<slug:kind>/", agreements.detail, name="agreement-detail"),
    path(_ORGANISATION + "agreements/<int:version_id>/accept/", agreements.accept, name="agreement-accept"),
    path("invitations/accept/", invitations.open_link, name="invitation-open"),
    path("invitations/<uuid:invitation_id>/accept/", invitations.accept, name="invitation-accept"),
    path("organisations/", staff.index, name="organisation-admin-list"),
    path(_ORGANISATION_PATH, staff.detail, name="organisation-admin"),
    path(_ORGANISATION_PATH + "suspend/", staff.suspend, name="organisation-suspend"),
    path(_ORGANISATION_PATH + "reactivate/", staff.reactivate, name="organisation-reactivate"),
    path("agreements/", agreements.publish, name="agreement-admin"),
    path("teams/", teams.index, name="team-list"),
    path("teams/members/", teams.put, name="team-put"),
    path("teams/<slug:team>/members/<uuid:person_id>/remove/", teams.remove, name="team-remove"),
    path("teams/admins/", teams.make_admin, name="admin-make"),
    path("teams/admins/<uuid:person_id>/remove/", teams.remove_admin, name="admin-remove"),
]
