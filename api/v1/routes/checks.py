"""The checks of the portal, and waivers of their findings."""

from django.http import HttpRequest

from api.bearer import ApiRequest
from api.v1.bodies.base import ListingId
from api.v1.bodies.errors import v1_router
from api.v1.bodies.findings import CheckBody, CheckList, WaiverBody
from api.v1.listings import listing_for
from listings.display.place_names import translate_message
from tilekit.checks.version import catalogue_version
from validation.models import RolloutMode
from validation.page.check_list import listed_checks
from validation.queries import modes_by_code, starts_by_code, waivers_of

router = v1_router("Checks")


@router.get("/checks", response=CheckList, summary="List checks", auth=None, url_name="check-list")
def list_checks(request: HttpRequest) -> CheckList:
    """Every check with its severity and mode. No token is needed.

    `catalogue_version` identifies the checks: the same version returns the same findings for the same content.
    """
    modes, starts = modes_by_code(), starts_by_code()
    bodies = [
        CheckBody.from_row(
            check,
            name=translate_message(check.name),
            severity=check.submission_severity,
            mode=modes.get(check.code, RolloutMode.ENFORCE),
            blocks_from=starts.get(check.code),
        )
        for check in listed_checks()
    ]
    return CheckList(catalogue_version=catalogue_version(), checks=bodies)


@router.get("/listings/{uuid:listing_id}/waivers", response=list[WaiverBody], summary="List waivers")
def list_waivers(request: ApiRequest, listing_id: ListingId) -> list[WaiverBody]:
    """The findings in a listing that our staff have waived."""
    rows = waivers_of(listing_for(request.actor, listing_id).pk)
    return [WaiverBody.from_row(row) for row in rows]
