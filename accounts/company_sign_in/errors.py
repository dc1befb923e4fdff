"""Errors of sign-in through an identity provider."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


class ProviderUnavailable(SlipwayError):
    """The provider does not respond, or not as OpenID Connect requires.

    context: organisation and, if it is known, problem: what the owner who set up the provider can do.
    """

    code = "sign-in-provider-unavailable"
    message = _(
        "The identity provider of {organisation} isn't responding. Wait a minute, then try again. If this continues, "
        "contact your IT team."
    )
    status = 503
    needs_sign_in = True


class SignInExpired(SlipwayError):
    code = "sign-in-expired"
    message = _("This sign-in has expired or was already used. Start again on the sign-in page.")
    status = 400
    needs_sign_in = True


class AddressNeeded(SlipwayError):
    """An address can't be removed, because a required provider applies to it. context: organisation, address."""

    code = "sign-in-address-needed"
    message = _(
        "{organisation} requires people with an address such as {address} to sign in through its identity provider. "
        "You can remove the address once you have left the organisation."
    )


class SessionLimited(SlipwayError):
    """The session has rights in one organisation only, and the account has no password that could be asked for."""

    code = "session-limited"
    message = _(
        "You signed in through an organisation that isn't responsible for your e-mail address, so you can't change "
        "your account. Sign in another way first."
    )
    status = 403


class SignInDeclined(SlipwayError):
    """The provider answered with an error. context: organisation, problem as above."""

    code = "sign-in-declined"
    message = _("The identity provider of {organisation} didn't sign you in. Try again, or contact your IT team.")
    status = 403
    needs_sign_in = True


class SignInResponseInvalid(SlipwayError):
    """The ID token is forged, expired, or meant for another client or request. context: organisation, problem."""

    code = "sign-in-response-invalid"
    message = _(
        "The response from the identity provider of {organisation} isn't valid, so you weren't signed in. Try again. "
        "If this continues, contact your IT team."
    )
    status = 403
    needs_sign_in = True


class NoRoleInOrganisation(SlipwayError):
    code = "sign-in-without-role"
    message = _(
        "You can't use the portal for {organisation} because none of your groups has a role in it. Contact an owner of "
        "the organisation or your IT team."
    )
    status = 403
    needs_sign_in = True


class ConnectedWithoutAccess(SlipwayError):
    """The account of the provider was connected, but can't be used to sign in. context: reason, another error."""

    code = "sign-in-connected-without-access"
    message = _("The account is connected, but you can't sign in with it yet. {reason}")
    status = 403
    needs_sign_in = True


class GroupsElsewhere(SlipwayError):
    """The provider sends no groups because there are too many. context: organisation."""

    code = "sign-in-groups-elsewhere"
    message = _(
        "You have so many groups that the identity provider of {organisation} didn't send them, so we don't know your "
        "role. Ask your IT team to send only the groups that the portal needs."
    )
    status = 403
    needs_sign_in = True


class NoStaffRole(SlipwayError):
    """The person is in no group with a staff role. context: organisation, the name of the platform."""

    code = "sign-in-without-staff-role"
    message = _("None of your groups at {organisation} gives you a staff role in the portal. Contact your IT team.")
    status = 403
    needs_sign_in = True


class StaffAddressMissing(SlipwayError):
    code = "sign-in-address-missing"
    message = _("The identity provider of {organisation} didn't send a confirmed e-mail address. Contact your IT team.")
    status = 403
    needs_sign_in = True


class AddressNotCovered(SlipwayError):
    code = "sign-in-address-not-covered"
    message = _(
        "The identity provider of {organisation} didn't send an e-mail address on a domain that the organisation has "
        "verified. Contact your IT team."
    )
    status = 403
    needs_sign_in = True


class AccountClosed(SlipwayError):
    code = "sign-in-account-closed"
    message = _(
        "This account is closed, so you can't sign in with it. If you think this is a mistake, contact a portal admin."
    )
    status = 403


class ProviderIdentityTaken(SlipwayError):
    code = "sign-in-identity-taken"
    message = _("This identity provider account is already connected to another portal account.")


class PasswordMissing(SlipwayError):
    code = "password-required"
    message = _("Set a password first. Otherwise you won't be able to sign in.")


class DomainExists(SlipwayError):
    code = "domain-exists"
    message = _("Your organisation already has the domain {domain}.")


class DomainTaken(SlipwayError):
    code = "domain-taken"
    message = _("Another organisation has verified the domain {domain}. Contact the ecosystems team.")


class DomainRecordMissing(SlipwayError):
    code = "domain-record-missing"
    message = _(
        "We couldn't find the TXT record for {domain}. New records can take up to an hour to appear. Check the record, "
        "then try again."
    )


class ProviderMissing(SlipwayError):
    code = "sign-in-provider-required"
    message = _("Enter the details of your identity provider first.")


class ProviderUntested(SlipwayError):
    code = "sign-in-provider-untested"
    message = _("Test the sign-in first, so that nobody is sent to a provider that doesn't work.")


class NoVerifiedDomain(SlipwayError):
    code = "verified-domain-required"
    message = _("Verify a domain first.")


class RecoveryOwnerUnfit(SlipwayError):
    code = "recovery-owner-unfit"
    message = _("The recovery owner must be an owner of the organisation who has set up two-factor authentication.")


class RecoveryOwnerNeeded(SlipwayError):
    code = "recovery-owner-needed"
    message = _(
        "This person is the recovery owner while the identity provider is required. Choose another recovery owner or "
        "stop requiring the provider first."
    )
