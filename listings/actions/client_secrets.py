"""Generates the secret of a listing's OAuth client. The secret is shown once and stored as a hash."""

from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from msgspec import Struct

from accounts.tokens import hash_of, new_secret
from audit.writes import record_event
from common.actions import action
from common.actor import Actor
from common.errors import NotPossible, Stale
from listings.content.bundles import basics_of, document_of
from listings.lifecycle.revision_locks import lock_revision
from listings.lifecycle.revisions import assert_permitted
from listings.models import ClientSecret, Section
from listings.writes.section_rows import sections_of
from listings.writes.sections import SaveContext, replace_documents
from tilekit.core.basics import listing_kind
from tilekit.core.kind import may_use_oauth
from tilekit.sections.configuration import Configuration

_FINGERPRINT = 4


class NewClientSecret(Struct, frozen=True, kw_only=True):
    """A new client secret. value can be shown only now."""

    client_id: str
    value: str
    section: Section


@action
def generate_client_secret(*, revision_id: UUID, version: int, by: Actor, now: datetime) -> NewClientSecret:
    """Generate a new secret for the listing's OAuth client. The previous secret becomes invalid at once.

    version is the section version that the actor saw: a double click must not replace the secret that was just shown.
    Raises NotFound, NotAllowed, Stale, and NotPossible if the draft is frozen or has no OAuth client.
    """
    revision = lock_revision(revision_id, by=by)
    assert_permitted(revision, "edit", by=by)
    sections = sections_of(revision)
    documents = {key: document_of(section) for key, section in sections.items()}
    if not may_use_oauth(listing_kind(basics_of(revision.listing), documents)):
        raise NotPossible(reasons=_("The listing has no OAuth client."), codes=["no-oauth-client"])
    if sections[Configuration.key].version != version:
        raise Stale(version=sections[Configuration.key].version)
    value = new_secret()
    ClientSecret.objects.filter(listing=revision.listing, ended_at=None).update(ended_at=now)
    secret = ClientSecret.objects.create(
        listing=revision.listing, hash=hash_of(value), created_by=by.id, created_at=now
    )
    values = dict(documents[Configuration.key].values)
    values["oauth_client_id"] = values.get("oauth_client_id") or str(uuid4())
    values["oauth_client_secret"] = {"id": str(secret.pk), "fingerprint": value[-_FINGERPRINT:]}
    saved = replace_documents(SaveContext(revision=revision, by=by, now=now), {Configuration.key: values})
    objects = {"listing": revision.listing_id, "revision": revision.pk, "secret": secret.pk}
    record_event("client-secret.generate", by=by, objects=objects, now=now)
    return NewClientSecret(client_id=str(values["oauth_client_id"]), value=value, section=saved[Configuration.key])
