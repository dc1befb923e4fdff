"""Errors of the pages for admins."""

from django.utils.translation import gettext_lazy as _

from common.errors import NotAllowed, ReadOnly, SlipwayError, Stale


class OrganisationNameDiffers(SlipwayError):
    code = "organisation-name-differs"
    message = _("This isn't the name of the organisation. Enter “{name}”.")
    status = 422


class ExportTooLarge(SlipwayError):
    code = "audit-export-too-large"
    message = _("More than {limit} events match. Choose a shorter period or add a filter.")


class ExportUnderWay(SlipwayError):
    code = "audit-export-under-way"
    message = _("You already have an export in progress. Wait until it is complete.")


class PageNotShown(ReadOnly):
    """The page shows secrets or belongs to the account of the person who is viewed."""

    code = "page-not-shown"
    message = _("This page isn't shown while you view the portal as another person.")


class PersonNotViewable(NotAllowed):
    code = "person-not-viewable"
    message = _(
        "You can't view the portal as this person, because they are an admin or have staff roles that you don't have."
    )


class SettingChanged(Stale):
    code = "setting-changed"
    message = _("Somebody changed this setting since you opened this page. Review the new value, then try again.")


class SettingsFileRefused(SlipwayError):
    code = "settings-file-refused"
    message = _("The file can't be imported. {reasons}")
    status = 422


class MaintenanceTimesWrong(SlipwayError):
    code = "maintenance-times"
    message = _("The expected end must be in the future and after the start.")
    status = 422


class ErasureUnderWay(SlipwayError):
    code = "erasure-under-way"
    message = _("Another search or erasure is in progress. Wait until it has ended.")


class OtherSecret(SlipwayError):
    code = "other-secret"
    message = _("This isn't the secret that was searched for. Enter the same one, or search for this one first.")
    status = 422


class SecretNotErasable(SlipwayError):
    code = "secret-not-erasable"
    message = _("The secret must have between {least} and {most} characters.")
    status = 422


class SecretInReason(SlipwayError):
    code = "secret-in-reason"
    message = _("The reason contains the secret. Describe it without the secret.")
    status = 422
