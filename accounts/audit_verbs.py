"""The words for the events of this app."""

from django.utils.translation import gettext_lazy as _

from audit.verbs import register_verbs

register_verbs(
    _("Sign-in"),
    {
        "sign-in": _("Signed in"),
        "sign-in.company": _("Signed in through the organisation's identity provider"),
        "sign-in.staff": _("Signed in through the identity provider of staff"),
        "sign-in.refuse": _("Sign-in through an identity provider refused"),
        "sign-out": _("Signed out"),
        "sign-in.fail": _("Wrong password entered"),
        "sign-in.lock": _("Sign-in blocked after too many attempts"),
        "second-factor.fail": _("Wrong code entered"),
        "recovery-code.use": _("Recovery code used"),
        "session.end": _("Session ended"),
        "session.end-all": _("All sessions ended"),
        "session.end-others": _("All other sessions ended"),
        "person.secure": _("Account secured by its owner"),
    },
)

register_verbs(
    _("Accounts"),
    {
        "person.sign-up": _("Account created"),
        "person.update": _("Profile changed"),
        "person.erase": _("Account erased"),
        "person.export": _("Personal data downloaded"),
        "person.make-admin": _("Admin rights granted"),
        "person.make-recovery-admin": _("Admin became a recovery admin"),
        "person.remove-admin": _("Admin rights removed"),
        "password.change": _("Password changed"),
        "password.reset": _("Password reset"),
        "address.add": _("E-mail address added"),
        "address.confirm": _("E-mail address confirmed"),
        "address.change": _("Sign-in address changed"),
        "address.remove": _("E-mail address removed"),
        "second-factor.add": _("Two-factor authentication set up"),
        "second-factor.remove": _("Two-factor authentication turned off"),
        "passkey.add": _("Passkey added"),
        "passkey.rename": _("Passkey renamed"),
        "passkey.remove": _("Passkey removed"),
        "second-factor.reset": _("Two-factor authentication reset by an admin"),
        "recovery-codes.generate": _("Recovery codes generated"),
        "recovery-codes.remove": _("Recovery codes removed"),
        "identity.link": _("Identity provider account connected"),
        "identity.unlink": _("Identity provider account disconnected"),
        "team.put": _("Added to a team, or role in it changed"),
        "team.remove": _("Removed from a team"),
        "secrets.reencrypt": _("Stored secrets re-encrypted with another key"),
    },
)

register_verbs(
    _("Organisations"),
    {
        "organisation.create": _("Organisation created"),
        "organisation.update": _("Organisation changed"),
        "organisation.confirm-vendor-id": _("Vendor ID confirmed"),
        "organisation.suspend": _("Organisation suspended"),
        "organisation.reactivate": _("Organisation reactivated"),
        "organisation.require-second-factor": _("Two-factor authentication required of all members"),
        "organisation.free-second-factor": _("Two-factor authentication no longer required of all members"),
        "organisation.delete": _("Organisation deleted"),
        "membership.change-role": _("Role in the organisation changed"),
        "membership.remove": _("Removed from the organisation"),
        "membership.join": _("Joined the organisation by signing in through its identity provider"),
        "membership.leave": _("Left the organisation"),
        "invitation.send": _("Invitation sent"),
        "invitation.resend": _("Invitation sent again"),
        "invitation.revoke": _("Invitation revoked"),
        "invitation.accept": _("Invitation accepted"),
        "sign-in-provider.configure": _("Identity provider set up or changed"),
        "sign-in-provider.remove": _("Identity provider removed"),
        "sign-in-provider.enable": _("Sign-in through the identity provider turned on"),
        "sign-in-provider.disable": _("Sign-in through the identity provider turned off"),
        "sign-in-provider.require": _("Sign-in through the identity provider required"),
        "sign-in-provider.stop-requiring": _("Sign-in through the identity provider no longer required"),
        "sign-in-domain.add": _("E-mail domain added"),
        "sign-in-domain.verify": _("E-mail domain verified"),
        "sign-in-domain.remove": _("E-mail domain removed"),
        "agreement.accept": _("Agreement accepted"),
        "agreement.publish": _("Agreement published"),
    },
)

register_verbs(
    _("Applications"),
    {
        "application.create": _("Application created"),
        "application.change-role": _("Application role changed"),
        "application.remove": _("Application removed"),
        "application.add-key": _("Key created"),
        "application.revoke-key": _("Key revoked"),
        "application.trust": _("Trusted publisher added"),
        "application.pin-repository": _("Repository of a trusted publisher recorded"),
        "key.use": _("Key used (first use each hour)"),
        "key.refuse": _("Wrong, revoked or expired key refused (first time each hour)"),
        "token.use": _("API called (first call each hour)"),
        "publisher.use": _("Trusted publisher signed in (first sign-in each hour)"),
    },
)
