"""Errors about people, organisations and teams."""

from django.utils.translation import gettext_lazy as _

from common.errors import NotFound, NotPossible, SlipwayError, Stale


class VendorIdTaken(SlipwayError):
    code = "vendor-id-taken"
    message = _(
        "The vendor ID {vendor_id} belongs to another organisation, or looks like one that does. Choose a different ID."
    )


class VendorNameTaken(SlipwayError):
    code = "vendor-name-taken"
    message = _("The vendor name {name} belongs to another organisation, or looks like one that does. Choose another.")


class VendorShared(SlipwayError):
    code = "vendor-shared"
    message = _(
        "{name} ({vendor_id}) belongs to another organisation. If both may use this vendor, select “Another "
        "organisation may use this vendor too”. Otherwise, decline the alias."
    )


class PlatformNameRefused(SlipwayError):
    code = "platform-name-reserved"
    message = _("{name} is too similar to {platform}. Choose a name that customers won't confuse with it.")


class AliasExists(SlipwayError):
    code = "vendor-alias-exists"
    message = _("Your organisation already has this vendor or has requested it: {name} ({vendor_id}).")


class AliasDecided(NotPossible):
    code = "vendor-alias-decided"
    message = _("This request has already been declined.")


class VendorIdFinal(SlipwayError):
    code = "vendor-id-final"
    message = _("The vendor ID {vendor_id} is confirmed and can't be changed.")


class OrganisationSuspended(SlipwayError):
    code = "organisation-suspended"
    message = _("This organisation is suspended. Contact the ecosystems team.")


class LastOwner(SlipwayError):
    code = "last-owner"
    message = _("An organisation needs at least one owner. Make someone else an owner first.")


class StaffRolesManaged(SlipwayError):
    """context: platform, whose identity provider gives the roles."""

    code = "staff-roles-managed"
    message = _(
        "Staff roles come from groups at the identity provider of {platform}. Change the person's groups there."
    )


class LastAdmin(SlipwayError):
    code = "last-admin"
    message = _("The portal needs at least one admin. Make someone else an admin first.")


class LastReviewer(SlipwayError):
    code = "last-reviewer"
    message = _("The team {team} needs at least one reviewer. Add someone else to the team first.")


class LastLead(SlipwayError):
    code = "last-lead"
    message = _("The team {team} needs at least one lead. Make someone else a lead of the team first.")


class AlreadyMember(SlipwayError):
    code = "already-member"
    message = _("{email} is already a member of this organisation.")


class AlreadyInvited(SlipwayError):
    code = "already-invited"
    message = _("{email} has already been invited. Resend the invitation, or revoke it first.")


class TooManyInvitations(SlipwayError):
    code = "too-many-invitations"
    status = 429
    message = _("You can send at most {most} invitations in 24 hours.")


class InvitationSentOften(SlipwayError):
    code = "invitation-sent-often"
    message = _("This invitation was sent {most} times. Check the address. If it is right, revoke it and invite again.")


class InvitationClosed(SlipwayError):
    """The invitation was used or revoked, or has expired."""

    code = "invitation-closed"
    message = _(
        "This invitation has expired, or has already been used or revoked. Ask an owner of the organisation for a new "
        "one."
    )


class InvitationForSomebodyElse(SlipwayError):
    """The link was opened by somebody other than the invited person. context: email."""

    code = "invitation-for-another-address"
    message = _("This invitation is for {email}. Sign in with that address, or ask for a new invitation.")


class InvitationUnknown(NotFound):
    code = "invitation-not-found"
    message = _("This invitation link isn't valid. Use the link in the latest invitation e-mail.")


class AgreementOutdated(Stale):
    code = "agreement-outdated"
    message = _("A newer version of this agreement has been published. Read it, then accept it.")


class PersonUnknown(SlipwayError):
    code = "person-not-found"
    message = _("There is no account with the address {email}. Ask the person to create one first.")


class AccountNotConfirmed(SlipwayError):
    code = "account-not-confirmed"
    message = _(
        "The account with the address {email} isn't confirmed yet. The person must open the link in the e-mail."
    )


class AccountUnusable(SlipwayError):
    code = "account-unusable"
    message = _("The account with the address {email} is closed, or its sign-in address is a different one.")


class EmailNotVerified(SlipwayError):
    code = "email-not-verified"
    message = _("Confirm your e-mail address first. We sent you a link.")


class SecondFactorMissing(SlipwayError):
    code = "second-factor-required"
    message = _("Set up two-factor authentication for your account first.")
    status = 403


class SecondFactorAbsent(SlipwayError):
    code = "second-factor-absent"
    message = _("This person has not set up two-factor authentication.")


class OwnSecondFactor(SlipwayError):
    code = "own-second-factor"
    message = _("Another admin must reset your two-factor authentication.")
    status = 403


class OrganisationNameTaken(SlipwayError):
    code = "organisation-name-taken"
    message = _(
        "Another organisation is already called {name}, or has a name that looks the same. Choose another name, or "
        "ask an owner of that organisation for an invitation."
    )


class ApplicationNameTaken(SlipwayError):
    code = "application-name-taken"
    message = _(
        "The organisation already has an application called {name}, or one whose name looks the same. Choose another "
        "name."
    )


class ApplicationRemoved(NotPossible):
    code = "application-removed"
    message = _("This application has been removed.")


class TooManyKeys(SlipwayError):
    code = "too-many-keys"
    message = _("An application can have at most {limit} active keys. Revoke one first.")


class ApplicationKeyExists(SlipwayError):
    """The form for the key was sent twice."""

    code = "application-key-exists"
    message = _(
        "This key has already been created and can't be shown again. If you didn't copy it, revoke it and create "
        "another one."
    )


class OwnerMissing(SlipwayError):
    code = "owner-required"
    message = _("This organisation has no owner. Invite one first.")


class PublisherExists(SlipwayError):
    code = "publisher-exists"
    message = _("This workflow is already a trusted publisher for this listing.")


class KeylessApplication(NotPossible):
    """A key would give access to every listing of the organisation, so the application can't have one."""

    code = "keyless-application"
    message = _(
        "This application is a trusted publisher and doesn't need a key. To create a key, add another application."
    )


class ClaimMismatch(SlipwayError):
    """A claim of the token does not match any trusted publisher. context: claim and value, from the token."""

    code = "claim-mismatch"
    message = _(
        "No trusted publisher in the organisation matches the token, because the token's {claim} claim is “{value}”. "
        "Compare this value with the trusted publisher in the portal."
    )
    status = 403


class ClaimMissing(SlipwayError):
    """The token lacks a claim that all trusted publishers require. context: claim."""

    code = "claim-missing"
    message = _(
        "No trusted publisher in the organisation matches the token, because the token has no {claim} claim. Compare "
        "the token with the trusted publisher in the portal."
    )
    status = 403


class ListingUnclear(SlipwayError):
    """The token matches trusted publishers of several listings. context: listings (a list of IDs)."""

    code = "listing-required"
    message = _("This workflow is a trusted publisher for several listings. Send the listing's ID as `listing`.")


class PublisherListingGone(SlipwayError):
    code = "publisher-listing-not-found"
    message = _(
        "The listing for this trusted publisher was deleted or now belongs to another organisation. Remove the "
        "trusted publisher in the portal."
    )
