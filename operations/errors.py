"""Errors of the pages for admins."""

from django.utils.translation import gettext_lazy as _

from common.errors import SlipwayError


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
