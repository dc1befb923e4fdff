"""Kinds of notice about people and organisations.

The accounts app sends them by name, because it must not import this app.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from accounts.account_mail import ACCOUNT_MAIL
from accounts.models import APPLICATION_ROLES, ROLES, AgreementKind, Invitation
from accounts.tokens import invitation_token
from common.navigation import PARTNERS, Audience
from notices.kind_registry import Parameters, Purpose, notice_kind
from notices.models import Channel
from notices.webhooks.attempts import WEBHOOK_PAUSED
from notices.webhooks.models import PauseReason
from notices.writes import MAIL_FAILED
from page_parts.times import DATE, format_time

_GROUP = _("Organisation")
_ACCOUNT = _("Your account")
_ROLE_NAMES = dict(ROLES)
_APPLICATION_ROLE_NAMES = dict(APPLICATION_ROLES)
_APPLICATION_CHANGES = {
    "application.create": _("The application was added."),
    "application.change-role": _("The application's role was changed to {role}."),
    "application.remove": _("The application was removed. It can no longer sign in."),
    "application.add-key": _("A key was created."),
    "application.revoke-key": _("A key was revoked. It no longer works."),
    "application.trust": _("A trusted publisher was added. Its workflow can sign in without a key."),
}


def _with_role(parameters: Parameters) -> Mapping[str, object]:
    return {"role": _ROLE_NAMES[int(parameters["role"])]}


def _invitation(parameters: Parameters) -> Mapping[str, object] | None:
    """The values for an invitation e-mail, with its link; None if the invitation was sent again, used or revoked."""
    rows = Invitation.objects.select_related("organisation", "invited_by")
    invitation = rows.filter(pk=str(parameters["invitation"]), accepted_at=None, revoked_at=None).first()
    if invitation is None or invitation.times_sent != parameters["times_sent"]:
        return None
    return {
        "organisation": invitation.organisation.name,
        "role": _ROLE_NAMES[invitation.role],
        "expires": format_time(invitation.expires_at, DATE),
        "url": f"/invitations/accept/?{urlencode({'token': invitation_token(invitation)})}",
    }


def _agreement(parameters: Parameters) -> Mapping[str, object]:
    return {"agreement": AgreementKind(str(parameters["agreement"])).label, **_with_reason(parameters)}


def _with_reason(parameters: Parameters) -> Mapping[str, object]:
    """The reason as a paragraph of its own. Older notices have none."""
    text = parameters.get("reason")
    return {"reason": "\n\n" + str(_("Reason: {reason}")).format(reason=text) if text else ""}


def _application_change(parameters: Parameters) -> Mapping[str, object]:
    """The text about the change of an application. Older notices don't have the parameter "role"."""
    role = _APPLICATION_ROLE_NAMES.get(int(parameters.get("role", 0)), "")
    return {"deed": str(_APPLICATION_CHANGES[str(parameters["verb"])]).format(role=role)}


def _pause(parameters: Parameters) -> Mapping[str, object]:
    return {"why": PauseReason(str(parameters["reason"])).label}


notice_kind(
    "invitation.sent",
    label=_("Invitation to an organisation"),
    group=_GROUP,
    subject=_("{actor} invited you to join {organisation}"),
    body=_(
        "{actor} invited you to join {organisation} on Slipway, the partner publishing portal. Your role: "
        "{role}.\n\nThe link works once and expires on {expires}. If you did not expect this invitation, ignore "
        "this e-mail."
    ),
    channels=frozenset({Channel.EMAIL}),
    mandatory=True,
    audience=frozenset(),
    complete=_invitation,
)
notice_kind(
    ACCOUNT_MAIL,
    label=_("Your account"),
    group=_GROUP,
    subject="{sealed}",
    body="{sealed}",
    channels=frozenset({Channel.EMAIL}),
    mandatory=True,
    audience=frozenset(),
)
notice_kind(
    "organisation.created",
    purpose=Purpose.ACT,
    label=_("An organisation is created"),
    group=_("Administration"),
    subject=_("New organisation: {organisation}"),
    body=_(
        "{actor} created {organisation}. Its proposed vendor ID is {vendor_id}. Confirm the ID before you enable its "
        "first tile."
    ),
    audience=frozenset({Audience.ADMIN}),
)
notice_kind(
    "organisation.domain-changed",
    purpose=Purpose.ACT,
    label=_("An organisation changes the domain of its web address"),
    group=_("Administration"),
    subject=_("{organisation} changed its web address"),
    body=_(
        "{actor} changed the web address of {organisation} (vendor ID {vendor_id}) from {before} to {after}. The "
        "vendor URLs of its listings are compared with this address. Check that the new address belongs to the company."
    ),
    audience=frozenset({Audience.ADMIN}),
)
notice_kind(
    "organisation.confirmed",
    purpose=Purpose.DECISION,
    label=_("A vendor ID is confirmed"),
    group=_GROUP,
    audience=PARTNERS,
    subject=_("{organisation}: vendor ID {vendor_id} confirmed"),
    body=_("{actor} confirmed the vendor ID {vendor_id} for {organisation}. The vendor ID can't be changed."),
)
notice_kind(
    "organisation.domain-record-missing",
    purpose=Purpose.ACT,
    label=_("The record of an e-mail domain is missing"),
    group=_GROUP,
    audience=PARTNERS | {Audience.ADMIN},
    subject=_("{organisation}: the TXT record of {domain} is missing"),
    body=_(
        "We haven't found the TXT record of {domain} for three days. People with an address on the domain can still "
        "sign in through the identity provider of {organisation}.\n\nIf the domain still belongs to {organisation}, "
        "an owner must add the record again. If it doesn't, an owner must remove the domain on the page “Sign-in”."
    ),
    mandatory=True,
)
notice_kind(
    "organisation.suspended",
    label=_("An organisation is suspended"),
    group=_GROUP,
    audience=PARTNERS,
    subject=_("{organisation} is suspended"),
    body=_(
        "{actor} suspended {organisation}. You can still read everything, but you can't change anything until an "
        "admin reactivates the organisation.{reason}"
    ),
    complete=_with_reason,
    mandatory=True,
)
notice_kind(
    "organisation.reactivated",
    label=_("An organisation is reactivated"),
    group=_GROUP,
    audience=PARTNERS,
    subject=_("{organisation} is active again"),
    body=_("{actor} reactivated {organisation}. You can make changes again."),
    mandatory=True,
)
notice_kind(
    "membership.joined",
    label=_("Someone joins your organisation"),
    group=_GROUP,
    audience=PARTNERS,
    subject=_("{actor} joined {organisation}"),
    body=_("{actor} accepted the invitation to join {organisation}. Their role: {role}."),
    complete=_with_role,
)
notice_kind(
    "membership.left",
    label=_("Someone leaves your organisation"),
    group=_GROUP,
    audience=PARTNERS,
    subject=_("{actor} left {organisation}"),
    body=_("{actor} left {organisation}. Their work and comments are kept."),
)
notice_kind(
    "membership.changed",
    label=_("Your role changes"),
    group=_GROUP,
    audience=PARTNERS,
    subject=_("Your role in {organisation} is now {role}"),
    body=_("{actor} changed your role in {organisation} to {role}."),
    complete=_with_role,
    mandatory=True,
)
notice_kind(
    "membership.removed",
    label=_("You are removed from an organisation"),
    group=_GROUP,
    audience=PARTNERS,
    subject=_("You were removed from {organisation}"),
    body=_("{actor} removed you from {organisation}. You can no longer open its listings."),
    mandatory=True,
)
notice_kind(
    "agreement.published",
    purpose=Purpose.ACT,
    label=_("A new version of an agreement is published"),
    group=_GROUP,
    audience=PARTNERS,
    subject=_("New version of an agreement: {agreement}"),
    body=_(
        "A new version of an agreement has been published: {agreement}, version {number}. An owner of your "
        "organisation must accept it before the next submission.{reason}"
    ),
    complete=_agreement,
)
notice_kind(
    "application.changed",
    label=_("An application or one of its keys changes"),
    group=_GROUP,
    audience=PARTNERS,
    subject=_("{organisation}: application {application} changed"),
    body=_("{deed}\n\n{actor} made this change."),
    complete=_application_change,
    mandatory=True,
)
notice_kind(
    "account.second-factor-reset",
    label=_("An admin resets your two-factor authentication"),
    group=_ACCOUNT,
    subject=_("Your two-factor authentication was reset"),
    body=_(
        "{actor} removed your authenticator app, passkeys and recovery codes, and ended your sessions. Your password "
        "still works. If you did not ask for this, change your password and contact us immediately.{reason}"
    ),
    complete=_with_reason,
    mandatory=True,
)
notice_kind(
    WEBHOOK_PAUSED,
    label=_("A webhook is paused"),
    group=_GROUP,
    audience=PARTNERS,
    subject=_("{organisation}: webhook {webhook} is paused"),
    body=_(
        "{why} We stopped sending events to the webhook. Fix the server, then resume the webhook to receive the missed "
        "events."
    ),
    complete=_pause,
    mandatory=True,
)
notice_kind(
    MAIL_FAILED,
    purpose=Purpose.ACT,
    label=_("E-mails can't be sent"),
    group=_("Portal operations"),
    subject=_("E-mails could not be sent"),
    body=_(
        "The mail server has not accepted some e-mails for more than a day. Check the mail server, then retry the "
        "failed jobs on the “Background jobs” page. The e-mails are kept until then."
    ),
    channels=frozenset({Channel.IN_APP}),
    audience=frozenset({Audience.ADMIN}),
)
