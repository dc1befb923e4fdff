"""Brings the client of the authorisation server up to date with the listing."""

from allauth.idp.oidc.models import Client

from common.actions import in_transaction
from trials.diagnosis.client_facts import ClientFacts, is_loopback


@in_transaction
def synchronise_client(facts: ClientFacts, redirect_uri: str) -> None:
    """Let the client redirect to the listing's URIs and, if redirect_uri is of the person's machine, to that one.

    A loopback address is accepted for one request only. The row is locked, so that another request of the client can't
    change it before this one has been checked.
    """
    client = Client.objects.select_for_update().get(pk=facts.client_id)
    client.name = facts.name[:100]
    client.set_redirect_uris([*facts.redirect_uris, *([redirect_uri] if is_loopback(redirect_uri) else [])])
    client.set_scopes(list(facts.scopes))
    client.set_default_scopes(list(facts.scopes))
    client.save()
