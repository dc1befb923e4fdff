"""How long sessions and invitations are kept, and which tables about people and organisations stay."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    AgreementAcceptance,
    AgreementVersion,
    Application,
    ApplicationKey,
    Invitation,
    Membership,
    Organisation,
    Person,
    ProviderIdentity,
    SecondFactorReset,
    SignInDomain,
    SignInProvider,
    TeamMembership,
    TrustedPublisher,
    VendorAlias,
)
from jobs.retention.registry import RetentionKind, keep, remove_after

# The row of a device may be written before its session is stored.
_DEVICE_RETENTION = timedelta(days=1)


def ended_devices(before: datetime) -> QuerySet[UserSession]:
    """The rows of sessions that are over, whether or not the row of the session has been removed."""
    sessions = Session.objects.filter(pk=OuterRef("session_key"), expire_date__gte=before)
    return UserSession.objects.filter(~Exists(sessions), last_seen_at__lt=before - _DEVICE_RETENTION)


remove_after(
    RetentionKind(
        name="sessions",
        label=_("Sessions that have expired"),
        due=lambda before: Session.objects.filter(expire_date__lt=before),
        since="expire_date",
    )
)
remove_after(
    RetentionKind(
        name="devices",
        label=_("Addresses and browsers of sessions that have ended"),
        due=ended_devices,
        since="last_seen_at",
    )
)
remove_after(
    RetentionKind(
        name="invitations",
        label=_("Invitations that were accepted or revoked, or have expired"),
        setting="INVITATION_DAYS",
        due=lambda before: Invitation.objects.filter(
            Q(accepted_at__lt=before) | Q(revoked_at__lt=before) | Q(expires_at__lt=before)
        ).filter(created_at__lt=before),
        since="created_at",
    )
)
keep(
    _("People and applications stay because records refer to them. Only the ID of an erased person stays."),
    Person,
    Application,
    ApplicationKey,
)
keep(
    _("Kept as long as the organisation or person to which they belong."),
    Organisation,
    Membership,
    TeamMembership,
    TrustedPublisher,
    VendorAlias,
    EmailAddress,
    Authenticator,
    ProviderIdentity,
    SecondFactorReset,
    SignInDomain,
    SignInProvider,
)
keep(_("Agreements and who accepted them are evidence."), AgreementVersion, AgreementAcceptance)
keep(
    _("Tables of packages that the portal doesn't use."),
    EmailConfirmation,
    Group,
    Group.permissions.through,
    Permission,
    ContentType,
)
