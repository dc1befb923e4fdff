"""The checks as they are now, so that a client can report what the portal would report."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from api.v1.bodies.checks import Check, CheckList, Waiver
from api.v1.listings import listing_for
from api.v1.requests import Call
from api.v1.routes.answers import READS
from tilekit.checks.version import catalogue_version
from validation.models import Mode
from validation.page.catalogue import rules
from validation.queries import modes_by_code, waivers_of

router = Router(tags=["Checks"])


@router.get("/checks", response={200: CheckList, **READS}, summary="List checks", auth=None, url_name="check-list")
def list_checks(request: HttpRequest) -> CheckList:  # noqa: ARG001 the shape of a call
    """Every check with its rollout. No token is needed.

    `catalogue_version` identifies the checks: the same version has the same findings for the same content.
    """
    modes = modes_by_code()
    found = [
        Check(
            code=each.code,
            severity=each.in_submission,
            mode=modes.get(each.code, Mode.ENFORCE),
            subject=each.subject,
        )
        for each in rules()
    ]
    return CheckList(catalogue_version=catalogue_version(), checks=found)


@router.get("/listings/{uuid:listing_id}/waivers", response={200: list[Waiver], **READS}, summary="List waivers")
def list_waivers(request: Call, listing_id: UUID) -> list[Waiver]:
    """The findings of a listing that our staff have waived."""
    rows = waivers_of(listing_for(request.actor, listing_id).pk)
    return [Waiver(fingerprint=row.fingerprint, code=row.code, reason=row.reason, until=row.until) for row in rows]
