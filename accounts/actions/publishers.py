"""Actions on trusted publishers: workflows that sign in without a key, each as its own application."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from accounts.errors import PublisherExists
from accounts.listing_names import listing_names
from accounts.locks import locked_organisation
from accounts.models import TrustedPublisher
from accounts.second_factor import assert_key_owner
from accounts.writes import put_application, record_application_change
from common.actions import action
from common.actor import Actor, Role
from common.constraints import raises_if_violated
from common.errors import NotFound

_COLUMNS = ("organisation_id", "listing_id", "issuer", "repository", "workflow", "environment", "ref")


class Workflow(Struct, frozen=True, kw_only=True):
    """A workflow file of a repository that an owner trusts. An empty environment or ref matches any value.

    events are the pull request events whose runs may sign in.
    """

    issuer: str
    repository: str
    workflow: str
    environment: str = ""
    ref: str = ""
    events: tuple[str, ...] = ()


@action
def trust_publisher(
    *, organisation_id: UUID, listing_id: UUID, name: str, role: Role, workflow: Workflow, by: Actor, now: datetime
) -> TrustedPublisher:
    """Let a workflow change one listing, as a new application with this name and role.

    Raises the errors of `create_application`; also NotFound if the organisation does not have the listing, and
    PublisherExists.
    """
    owner_id = assert_key_owner(by, organisation_id)
    organisation = locked_organisation(organisation_id)
    if listing_id not in listing_names(organisation_id):
        raise NotFound
    application = put_application(organisation, name=name, role=role, owner_id=owner_id, by=by, now=now)
    publisher = TrustedPublisher(
        organisation=organisation,
        application=application,
        listing_id=listing_id,
        issuer=workflow.issuer,
        repository=workflow.repository,
        workflow=workflow.workflow,
        environment=workflow.environment,
        ref=workflow.ref,
        events=list(workflow.events),
        created_at=now,
    )
    columns = ", ".join(f"accounts_trustedpublisher.{column}" for column in _COLUMNS)
    with raises_if_violated("accounts_publisher_once", columns, PublisherExists()):
        publisher.save(force_insert=True)
    objects: dict[str, UUID | str | int] = {"listing": listing_id, "publisher": publisher.pk}
    objects |= {"repository": workflow.repository, "workflow": workflow.workflow}
    record_application_change("application.trust", application, about=publisher.pk, by=by, now=now, objects=objects)
    return publisher
