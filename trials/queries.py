"""Queries about trials. The log of a trial is the only source of facts about a listing's test sign-in."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.tokens import hash_of
from common.regions import Region
from listings.content.bundles import basics_of, documents_of_revision
from listings.models import Listing
from listings.queries import working_revisions
from tilekit.checks.context import SignIn
from tilekit.core.basics import listing_kind
from tilekit.core.kind import may_use_oauth
from tilekit.sections.configuration import Configuration
from trials.diagnosis.client_facts import ClientFacts
from trials.faults import CHALLENGE_FAULTS, stored_faults
from trials.models import IssuedValue, RequestKind, SandboxClient, Trial, TrialRequest


def sandbox_client_of(listing: Listing) -> SandboxClient | None:
    """The test client of a listing; None if nobody has created it."""
    return SandboxClient.objects.select_related("client").filter(listing=listing).first()


def trials_of(listing: Listing) -> QuerySet[Trial]:
    """The trials of a listing, newest first."""
    return Trial.objects.filter(listing=listing).order_by("-started_at", "-pk")


def requests_of(trial: Trial) -> QuerySet[TrialRequest]:
    """The requests of a trial in the order in which they arrived."""
    return trial.requests.order_by("pk")


def issued_value(listing_id: UUID, value: str) -> IssuedValue | None:
    """The code or token, if a trial of the listing issued it."""
    return IssuedValue.objects.filter(trial__listing=listing_id, hash=hash_of(value)).first() if value else None


def sign_in_of(listing_id: UUID) -> SignIn | None:
    """The result of the newest trial that has received an authorisation request; None if there is none. Two queries."""
    requests = TrialRequest.objects.filter(trial__listing=listing_id)
    authorizations = requests.filter(kind=RequestKind.AUTHORIZATION)
    newest = authorizations.order_by("-trial__started_at", "-pk").first()
    if newest is None:
        return None
    calls = requests.filter(trial=newest.trial_id, kind=RequestKind.CALL, is_accepted=True)
    lacks_pkce = any(row.code in CHALLENGE_FAULTS for row in stored_faults(newest.faults))
    return SignIn(used_pkce=not lacks_pkce, scopes=frozenset(calls.values_list("scope", flat=True)))


def client_facts_of(client: SandboxClient, region: Region) -> ClientFacts:
    """What the listing's working revision declares about its OAuth client; no scopes if it may not have one."""
    listing = client.listing
    revision = working_revisions([listing]).get(listing.pk)
    documents = documents_of_revision(revision) if revision else {}
    configuration = documents.get(Configuration.key)
    if not isinstance(configuration, Configuration) or not may_use_oauth(listing_kind(basics_of(listing), documents)):
        configuration = Configuration({})
    return ClientFacts(
        client_id=client.client_id,
        published_id=configuration.oauth_client_id,
        name=configuration.oauth_name or listing.name,
        description=configuration.oauth_description,
        onboarding_url=configuration.oauth_onboarding_url,
        redirect_uris=configuration.oauth_redirect_uris,
        scopes=[row.scope for row in configuration.oauth_scopes if row.scope],
        region=region,
    )
