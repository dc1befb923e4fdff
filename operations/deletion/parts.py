"""What belongs to an organisation: the parts that go when it is deleted, and those that stay, with the reason."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from accounts.company_sign_in.sessions import sessions_at_provider
from accounts.contributions import contributions
from accounts.models import (
    AgreementAcceptance,
    Application,
    ApplicationKey,
    Invitation,
    Membership,
    ProviderIdentity,
    SignInDomain,
    SignInProvider,
    TrustedPublisher,
    VendorAlias,
)
from common.lazy_text import LazyText
from common.lists import labelled
from files.writes import drop_all_uses
from listings.lifecycle.requests import RequestLifecycle
from listings.models import (
    ClientSecret,
    Import,
    LeadSecret,
    Listing,
    OrganisationDefaults,
    PastTransition,
    Submission,
)
from listings.queries.staff_requests import request_lifecycles
from listings.writes.closed_requests import close_requests, open_requests_of
from notices.models import DigestEntry, Notice, Outbox, Webhook
from notices.queries import rows_with_name, waiting_about
from notices.writes import drop_waiting_mails
from reviews.models import ProductAccount, Review
from reviews.writes import close_reviews_of_deleted
from sandboxes.models import SandboxOrg

_IS_SUBMITTED = Exists(Submission.objects.filter(revision__listing=OuterRef("pk")))
Rows = QuerySet[Any]


class DeletedPart(Struct, frozen=True, kw_only=True):
    """Rows that go. remove is the write for them; without it, they are deleted. noun names them in the audit event."""

    noun: str
    label: LazyText
    rows: Callable[[UUID], Rows]
    remove: Callable[[Rows, datetime], None] | None = None


class KeptPart(Struct, frozen=True, kw_only=True):
    """Rows that stay, and why."""

    label: LazyText
    reason: LazyText
    rows: Callable[[UUID], Rows]


def submitted_listings(organisation_id: UUID) -> QuerySet[Listing]:
    """The listings whose content the platform has received."""
    return Listing.objects.filter(_IS_SUBMITTED, organisation=organisation_id)


def _drafts(organisation_id: UUID) -> QuerySet[Listing]:
    return Listing.objects.filter(~_IS_SUBMITTED, organisation=organisation_id)


def _delete_listings(rows: Rows, _now: datetime) -> None:
    """Delete listings that were never submitted, with their history. Their files are deleted later."""
    for listing in rows:
        drop_all_uses(listing.pk)
        PastTransition.objects.filter(subject__in=listing.revisions.values("pk")).delete()
        listing.delete()


def _end_webhooks(rows: Rows, now: datetime) -> None:
    """Remove webhooks with their secrets. Their deliveries are removed in batches."""
    rows.update(removed_at=now, secret="", previous_secret="", previous_until=None)


def _erase_test_accounts(rows: Rows, now: datetime) -> None:
    rows.update(sealed="", erased_at=now, erase_reason="delete")


def _end_sessions(rows: Rows, _now: datetime) -> None:
    for session in rows:
        session.end()


def _waiting_for_digests(organisation_id: UUID) -> QuerySet[DigestEntry]:
    """What waits for the digests of members. Staff still get what is about listings that stay."""
    members = Membership.objects.filter(organisation=organisation_id).values("person")
    return waiting_about(organisation_id).filter(person__in=members)


def _delete_mails(rows: Rows, _now: datetime) -> None:
    drop_waiting_mails(rows)
    rows.delete()


def _requests_part(lifecycle: RequestLifecycle[Any]) -> DeletedPart:
    """The open requests of one kind. They come before the webhooks, and before what they are about."""
    return DeletedPart(
        noun=f"{lifecycle.name.replace('-', '_')}_requests",
        label=lazy(labelled, str)(_("Open requests, which are closed"), lifecycle.kind),
        rows=partial(open_requests_of, lifecycle),
        remove=lambda rows, now: close_requests(lifecycle, rows, now=now),
    )


def deleted_parts() -> list[DeletedPart]:
    """All rows that go, in the order in which they are removed."""
    return [*map(_requests_part, request_lifecycles()), *_DELETED]


_DELETED: Sequence[DeletedPart] = (
    # Sessions and notices come before the memberships and accounts that they are searched with.
    DeletedPart(
        noun="sessions",
        label=_("Sessions that began at the identity provider"),
        rows=sessions_at_provider,
        remove=_end_sessions,
    ),
    DeletedPart(noun="waiting_notices", label=_("Notices that wait for a daily digest"), rows=_waiting_for_digests),
    DeletedPart(noun="notices", label=_("Notifications with its name"), rows=partial(rows_with_name, Notice)),
    DeletedPart(
        noun="mails", label=_("E-mails with its name"), rows=partial(rows_with_name, Outbox), remove=_delete_mails
    ),
    DeletedPart(
        noun="digest_entries",
        label=_("Entries of daily digests with its name"),
        rows=partial(rows_with_name, DigestEntry),
    ),
    DeletedPart(noun="users", label=_("Users"), rows=lambda pk: Membership.objects.filter(organisation=pk)),
    DeletedPart(
        noun="providers", label=_("Identity provider"), rows=lambda pk: SignInProvider.objects.filter(organisation=pk)
    ),
    DeletedPart(
        noun="domains", label=_("Sign-in domains"), rows=lambda pk: SignInDomain.objects.filter(organisation=pk)
    ),
    DeletedPart(
        noun="identities",
        label=_("Accounts connected to the identity provider"),
        rows=lambda pk: ProviderIdentity.objects.filter(organisation=pk),
    ),
    DeletedPart(noun="invitations", label=_("Invitations"), rows=lambda pk: Invitation.objects.filter(organisation=pk)),
    DeletedPart(
        noun="keys",
        label=_("Keys of applications"),
        rows=lambda pk: ApplicationKey.objects.filter(application__organisation=pk),
    ),
    DeletedPart(
        noun="trusted_workflows",
        label=_("Trusted workflows"),
        rows=lambda pk: TrustedPublisher.objects.filter(organisation=pk),
    ),
    DeletedPart(
        noun="webhooks",
        label=_("Webhooks, with their deliveries"),
        rows=lambda pk: Webhook.objects.filter(organisation=pk, removed_at=None),
        remove=_end_webhooks,
    ),
    DeletedPart(
        noun="vendor_aliases", label=_("Vendor aliases"), rows=lambda pk: VendorAlias.objects.filter(organisation=pk)
    ),
    DeletedPart(
        noun="defaults", label=_("Defaults of new listings"), rows=lambda pk: OrganisationDefaults.objects.filter(pk=pk)
    ),
    DeletedPart(noun="imports", label=_("Imports"), rows=lambda pk: Import.objects.filter(organisation=pk)),
    DeletedPart(
        noun="client_secrets",
        label=_("Secrets of listings"),
        rows=lambda pk: ClientSecret.objects.filter(listing__organisation=pk),
    ),
    DeletedPart(
        noun="lead_configurations",
        label=_("Lead configurations of listings"),
        rows=lambda pk: LeadSecret.objects.filter(listing__organisation=pk),
    ),
    DeletedPart(
        noun="test_accounts",
        label=_("Secrets of test accounts"),
        rows=lambda pk: ProductAccount.objects.filter(revision__listing__organisation=pk, erased_at=None),
        remove=_erase_test_accounts,
    ),
    DeletedPart(
        noun="reviews",
        label=_("Open reviews, which are closed"),
        rows=lambda pk: Review.objects.filter(revision__listing__organisation=pk, closed_at=None),
        remove=close_reviews_of_deleted,
    ),
    DeletedPart(noun="drafts", label=_("Listings that were never submitted"), rows=_drafts, remove=_delete_listings),
)

_KEPT: Sequence[KeptPart] = (
    KeptPart(
        label=_("Listings that were submitted"),
        reason=_("Submissions, reviews and releases are kept as evidence. Only staff can see them."),
        rows=submitted_listings,
    ),
    KeptPart(
        label=_("Applications"),
        reason=_("Records of their actions refer to them. Without keys, they can't sign in."),
        rows=lambda pk: Application.objects.filter(organisation=pk),
    ),
    KeptPart(
        label=_("Accepted agreements"),
        reason=_("Kept as evidence."),
        rows=lambda pk: AgreementAcceptance.objects.filter(organisation=pk),
    ),
    KeptPart(
        label=_("Sandbox orgs"),
        reason=_("Tiles were enabled and signed off in them."),
        rows=lambda pk: SandboxOrg.objects.filter(organisation=pk),
    ),
)


def kept_parts() -> list[KeptPart]:
    """All rows that stay, with those that other apps contribute."""
    reason = _("They are removed when their time is over.")
    expiring = (part for contribution in contributions().values() for part in contribution.expiring)
    return [*_KEPT, *(KeptPart(label=label, reason=reason, rows=rows) for label, rows in expiring)]
