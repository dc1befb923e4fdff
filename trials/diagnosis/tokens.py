"""What is wrong with a request for a token, a refresh or a revocation."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from msgspec import Struct

from common.regions import Region
from trials.diagnosis.client_facts import ClientFacts, client_id_faults, region_faults, undeclared_scope_faults
from trials.faults import RequestFault, fault
from trials.models import IssuedKind, IssuedValue

FORM_TYPE = "application/x-www-form-urlencoded"
CODE_GRANT, REFRESH_GRANT = "authorization_code", "refresh_token"
UNREADABLE_FORM = frozenset({"method-wrong", "body-wrong", "query-used"})
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class SentForm(Struct, frozen=True, kw_only=True):
    """A request with a form. client_id and secret are also those of HTTP Basic authentication.

    issued is the code or token in the form; None if the listing's trials have not issued it. is_secret_right is false
    if there is no secret.
    """

    method: str
    content_type: str
    has_query: bool
    form: Mapping[str, str]
    client_id: str
    secret: str
    is_secret_right: bool
    issued: IssuedValue | None

    def value(self, name: str) -> str:
        return self.form.get(name, "")


def token_faults(sent: SentForm, facts: ClientFacts, *, region: Region, now: datetime) -> list[RequestFault]:
    """The faults of a request to the token endpoint, in the order in which to correct them."""
    faults = list(_form_faults(sent))
    return faults or [*_client_faults(sent, facts, region), *_grant_faults(sent, facts, now)]


def revocation_faults(sent: SentForm, facts: ClientFacts, *, region: Region) -> list[RequestFault]:
    """The faults of a request to the revocation endpoint. A token that was already revoked is none (RFC 7009)."""
    if faults := list(_form_faults(sent)):
        return faults
    faults = list(_client_faults(sent, facts, region))
    if not sent.value("token"):
        return [*faults, fault("token-missing", value="token")]
    return faults if sent.issued else [*faults, fault("token-unknown", value="token")]


def issued_token_faults(issued: IssuedValue | None, name: str, value: str, *, now: datetime) -> Iterator[RequestFault]:
    """What is wrong with a token that must be of the kind with this name."""
    kind = IssuedKind.REFRESH if name == REFRESH_GRANT else IssuedKind.ACCESS
    if not value:
        yield fault("token-missing", value=name)
    elif issued is None:
        yield fault("token-unknown", value=name)
    elif issued.kind != kind:
        yield fault("token-of-other-kind", value=name)
    elif issued.revoked_at:
        yield fault("token-revoked", value=name)
    elif issued.expires_at and issued.expires_at <= now:
        yield fault("token-expired")


def challenge_of(verifier: str) -> str:
    """The S256 code challenge of a verifier."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _form_faults(sent: SentForm) -> Iterator[RequestFault]:
    """Why the server doesn't read the form at all."""
    if sent.method != "POST":
        yield fault("method-wrong", value=sent.method)
    elif sent.content_type != FORM_TYPE:
        yield fault("body-wrong", value=sent.content_type)
    if sent.has_query:
        yield fault("query-used")


def _client_faults(sent: SentForm, facts: ClientFacts, region: Region) -> Iterator[RequestFault]:
    yield from region_faults(region, facts)
    yield from client_id_faults(sent.client_id, facts)
    if not sent.secret:
        yield fault("secret-missing")
    elif sent.client_id == facts.client_id and not sent.is_secret_right:
        yield fault("secret-wrong")


def _grant_faults(sent: SentForm, facts: ClientFacts, now: datetime) -> Iterator[RequestFault]:
    grant_type = sent.value("grant_type")
    if not grant_type:
        yield fault("grant-type-missing")
    elif grant_type == CODE_GRANT:
        yield from _code_faults(sent, now)
    elif grant_type == REFRESH_GRANT:
        yield from issued_token_faults(sent.issued, REFRESH_GRANT, sent.value("refresh_token"), now=now)
        yield from undeclared_scope_faults(sent.value("scope"), facts)
    else:
        yield fault("grant-type-wrong", value=grant_type)


def _code_faults(sent: SentForm, now: datetime) -> Iterator[RequestFault]:
    issued = sent.issued
    if not sent.value("code"):
        yield fault("code-missing")
    elif issued is None or issued.kind != IssuedKind.CODE:
        yield fault("code-unknown")
    elif issued.used_at:
        yield fault("code-reused")
    elif issued.expires_at and issued.expires_at <= now:
        yield fault("code-expired")
    else:
        yield from _redirect_uri_faults(sent.value("redirect_uri"), issued)
        yield from _verifier_faults(sent.value("code_verifier"), issued.challenge)


def _redirect_uri_faults(uri: str, issued: IssuedValue) -> Iterator[RequestFault]:
    if not uri:
        yield fault("redirect-uri-missing")
    elif uri != issued.redirect_uri:
        yield fault("redirect-uri-different", declared=issued.redirect_uri)


def _verifier_faults(verifier: str, challenge: str) -> Iterator[RequestFault]:
    if not verifier:
        yield fault("verifier-missing")
    elif not _VERIFIER.fullmatch(verifier):
        yield fault("verifier-malformed")
    elif not compare_digest(challenge_of(verifier), challenge):
        yield fault("verifier-mismatch")
