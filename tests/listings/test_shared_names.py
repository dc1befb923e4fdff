import json

import pytest

from common.actor import Actor, Role
from listings.actions import attach_file, submit_revision
from listings.content.bundles import bundle_of_revision
from listings.models import Identity, IdentityKind, Revision
from tests.listings.scene import NOW, draft, member, organisation, reloaded
from tests.validation.scene import attest_again, owner, ready
from tilekit.checks.engine import run_checks
from validation.contexts import context_of

pytestmark = pytest.mark.django_db
ROWS = [
    {
        "agent_version": "7.50.0",
        "integration": "Acme Widget",
        "check": "acme_widget.up",
        "statuses": ["ok", "critical"],
        "groups": ["host"],
        "name": "Can Connect",
        "description": "Returns CRITICAL if no answer comes, OK otherwise.",
    }
]


def with_checks(by: Actor) -> Revision:
    revision = ready(by)
    content = json.dumps(ROWS).encode()
    attach_file(
        revision_id=revision.pk,
        path="data.service_checks_json",
        name="service_checks.json",
        content=content,
        by=by,
        now=NOW,
    )
    attest_again(reloaded(revision), by=by)
    return reloaded(revision)


def test_service_check_name_is_held_by_the_first_and_told_to_the_second() -> None:
    by, other = owner(), member(organisation("Other"), Role.OWNER)
    rival = draft(other, name="Rival").listing
    Identity.objects.create(kind=IdentityKind.SERVICE_CHECK_NAME, value="Can Connect", listing=rival)
    revision = with_checks(by)
    bundle = bundle_of_revision(revision)

    findings = run_checks(bundle, context_of(revision, bundle), select=["SC-008"]).findings
    submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)

    assert [(finding.code, finding.pointer) for finding in findings] == [("SC-008", "/0/name")]
    holders = Identity.objects.filter(kind=IdentityKind.SERVICE_CHECK_NAME).values_list("listing", flat=True)
    assert list(holders) == [rival.pk]


def test_service_check_names_are_claimed() -> None:
    by = owner()
    revision = with_checks(by)

    submit_revision(revision_id=revision.pk, seen=None, by=by, now=NOW)

    identities = Identity.objects.filter(listing=revision.listing, kind=IdentityKind.SERVICE_CHECK_NAME)
    assert list(identities.values_list("value", flat=True)) == ["Can Connect"]
