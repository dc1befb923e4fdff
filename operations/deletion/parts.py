"""What belongs to an organisation: the parts that go when it is deleted, and those that stay, with the reason."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from accounts.company_sign_in.sessions import sessions_at_provider
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
from files.writes import drop_all_uses
from listings.lifecycle.requests import WITHDRAW
from listings.models import (
    ClientSecret,
    Import,
    LeadSecret,
    Listing,
    OrganisationDefaults,
    PastTransition,
    Submission,
)
from notices.models import DigestEntry, Notice, Outbox, Webhook
from notices.queries import rows_with_name, waiting_about
from notices.writes import drop_waiting_mails
from reviews.models import ProductAccount
from sandboxes.models import SANDBOX_REQUEST_OPEN, RequestState, SandboxOrg, SandboxRequest

_IS_SUBMITTED = Exists(Submission.objects.filter(revision__listing=OuterRef("pk")))
Rows = QuerySet[Any]


class DeletedPart(Struct, frozen=True, kw_only=True):
    """Rows that go. remove is the write for them; without it, they are deleted."""

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


def _withdraw_requests(rows: Rows, now: datetime) -> None:
    """Withdraw open requests, as nobody could answer them. Nobody is notified: the members are going, too."""
    for request in rows.select_for_update():
        request.add_to_history(WITHDRAW, by=None, now=now, text="")
        request.state, request.decided_at = RequestState.WITHDRAWN, now
        request.save(update_fields=["history", "state", "decided_at"])


DELETED: Sequence[DeletedPart] = (
    # Sessions and notices come before the memberships and accounts that they are searched with.
    DeletedPart(
        label=_("Sessions that began at the identity provider"), rows=sessions_at_provider, remove=_end_sessions
    ),
    DeletedPart(label=_("Notices that wait for a daily digest"), rows=_waiting_for_digests),
    DeletedPart(label=_("Notifications with its name"), rows=partial(rows_with_name, Notice)),
    DeletedPart(label=_("E-mails with its name"), rows=partial(rows_with_name, Outbox), remove=_delete_mails),
    DeletedPart(label=_("Entries of daily digests with its name"), rows=partial(rows_with_name, DigestEntry)),
    DeletedPart(label=_("Users"), rows=lambda pk: Membership.objects.filter(organisation=pk)),
    DeletedPart(label=_("Identity provider"), rows=lambda pk: SignInProvider.objects.filter(organisation=pk)),
    DeletedPart(label=_("Sign-in domains"), rows=lambda pk: SignInDomain.objects.filter(organisation=pk)),
    DeletedPart(
        label=_("Accounts connected to the identity provider"),
        rows=lambda pk: ProviderIdentity.objects.filter(organisation=pk),
    ),
    DeletedPart(label=_("Invitations"), rows=lambda pk: Invitation.objects.filter(organisation=pk)),
    DeletedPart(
        label=_("Keys of applications"), rows=lambda pk: ApplicationKey.objects.filter(application__organisation=pk)
    ),
    DeletedPart(label=_("Trusted workflows"), rows=lambda pk: TrustedPublisher.objects.filter(organisation=pk)),
    DeletedPart(
        label=_("Webhooks, with their deliveries"),
        rows=lambda pk: Webhook.objects.filter(organisation=pk, removed_at=None),
        remove=_end_webhooks,
    ),
    DeletedPart(label=_("Vendor aliases"), rows=lambda pk: VendorAlias.objects.filter(organisation=pk)),
    DeletedPart(label=_("Defaults of new listings"), rows=lambda pk: OrganisationDefaults.objects.filter(pk=pk)),
    DeletedPart(label=_("Imports"), rows=lambda pk: Import.objects.filter(organisation=pk)),
    DeletedPart(label=_("Secrets of listings"), rows=lambda pk: ClientSecret.objects.filter(listing__organisation=pk)),
    DeletedPart(
        label=_("Lead configurations of listings"), rows=lambda pk: LeadSecret.objects.filter(listing__organisation=pk)
    ),
    DeletedPart(
        label=_("Secrets of test accounts"),
        rows=lambda pk: ProductAccount.objects.filter(revision__listing__organisation=pk, erased_at=None),
        remove=_erase_test_accounts,
    ),
    DeletedPart(
        label=_("Open requests for sandbox orgs, which are withdrawn"),
        rows=lambda pk: SandboxRequest.objects.filter(organisation=pk, state__in=SANDBOX_REQUEST_OPEN),
        remove=_withdraw_requests,
    ),
    DeletedPart(label=_("Listings that were never submitted"), rows=_drafts, remove=_delete_listings),
)

KEPT: Sequence[KeptPart] = (
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
