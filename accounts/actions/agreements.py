"""Actions on agreements: admins publish them, owners accept them."""

from datetime import datetime
from uuid import UUID

from accounts.announcer import announce
from accounts.errors import AgreementOutdated
from accounts.guards import assert_admin, assert_owner_person
from accounts.locks import locked_organisation
from accounts.models import AgreementAcceptance, AgreementKind, AgreementVersion
from accounts.queries import current_agreements, owners_to_notify
from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.constraints import raises_if_violated
from common.errors import Stale
from common.lookups import first_or_not_found


@action
def accept_agreement(*, organisation_id: UUID, version_id: int, by: Actor, now: datetime) -> AgreementAcceptance:
    """Accept the version of an agreement that the owner has read. A second call changes nothing.

    Raises NotFound, NotAllowed, OrganisationSuspended, and AgreementOutdated if a newer version was published.
    """
    owner_id = assert_owner_person(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    version = first_or_not_found(AgreementVersion.objects.filter(pk=version_id))
    if current_agreements()[version.kind] != version:
        raise AgreementOutdated
    acceptance, is_new = AgreementAcceptance.objects.get_or_create(
        organisation=organisation, version=version, defaults={"by_id": owner_id, "at": now}
    )
    if is_new:
        record_event(
            "agreement.accept",
            by=by,
            objects={"organisation": organisation_id, "agreement": version.kind, "number": version.number},
            now=now,
        )
    return acceptance


@action
def publish_agreement(
    *, kind: AgreementKind, number: int, text: str, reason: str, by: Actor, now: datetime
) -> AgreementVersion:
    """Publish a new version of an agreement; owners must accept it before their next submission.

    reason is for owners: why there is a new version. number is the version number that the admin's form showed. Raises
    Stale if it is taken, and NotAllowed if the actor is not an admin.
    """
    assert_admin(by)
    latest = AgreementVersion.objects.filter(kind=kind).order_by("-number").first()
    if number != (latest.number + 1 if latest else 1):
        raise Stale
    columns = "accounts_agreementversion.kind, accounts_agreementversion.number"
    with raises_if_violated("accounts_agreement_number_once", columns, Stale()):
        version = AgreementVersion.objects.create(kind=kind, number=number, text=text, reason=reason, published_at=now)
    record_event("agreement.publish", by=by, objects={"agreement": kind, "number": number}, now=now)
    announce(
        "agreement.published",
        recipients=owners_to_notify(kind),
        parameters={"agreement": kind, "number": number, "reason": reason},
        url="/organisation/",
        key=f"agreement.published:{kind}:{number}",
        now=now,
        by=by,
    )
    return version
