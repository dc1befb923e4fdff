"""An issuer of ID tokens on this machine, with key rotation, any claims and wrong responses."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings
from django.core.cache import cache as portal_cache
from django.test import override_settings
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from tests.serving import serving

Key = Any  # a private RSA or EC key
REPOSITORY = "northquay/tide-gauge"


@cache
def rsa_key(name: str = "rsa", bits: int = 2048) -> Key:
    return rsa.generate_private_key(65537, bits)


@cache
def ec_key(name: str = "ec") -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def jwk_of(key_id: str, key: Key) -> dict[str, Any]:
    kind = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
    return {**kind.to_jwk(key.public_key(), as_dict=True), "kid": key_id}


class Issuer:
    """An issuer. keys is {ID: published key}; fetched has the paths of requests.

    status, headers and body replace the response at a path.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.keys: dict[str, Key] = {"rsa": rsa_key(), "ec": ec_key()}
        self.responses: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.fetched: list[str] = []
        self.hangs, self.ended = False, Event()

    def response_to(self, path: str) -> tuple[int, dict[str, str], bytes]:
        self.fetched.append(path)
        if self.hangs:
            self.ended.wait(10)
        pages = {
            "/.well-known/openid-configuration": {"issuer": self.address, "jwks_uri": f"{self.address}/keys"},
            "/keys": {"keys": [jwk_of(key_id, key) for key_id, key in self.keys.items()]},
        }
        return self.responses.get(path) or (200, {}, json.dumps(pages[path]).encode())

    def claims(self, **changes: object) -> dict[str, object]:
        """The claims of a workflow run for a tag, as GitHub sends them; None removes a claim."""
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": settings.PUBLIC_URL,
            "iat": now,
            "nbf": now,
            "exp": now + 300,
            "jti": str(uuid4()),
            "sub": f"repo:{REPOSITORY}:ref:refs/tags/v1.0.0",
            "repository": REPOSITORY,
            "repository_id": "4711",
            "workflow": "Publish",
            "workflow_ref": f"{REPOSITORY}/.github/workflows/publish.yml@refs/tags/v1.0.0",
            "job_workflow_ref": f"{REPOSITORY}/.github/workflows/publish.yml@refs/tags/v1.0.0",
            "ref": "refs/tags/v1.0.0",
            "event_name": "push",
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, *, key_id: str = "rsa", key: Key = None, algorithm: str = "", **changes: Any) -> str:
        """A token, signed with the key or, by default, with the published key of the ID."""
        signer = key or self.keys[key_id]
        kind = algorithm or ("ES256" if isinstance(signer, ec.EllipticCurvePrivateKey) else "RS256")
        return jwt.encode(self.claims(**changes), signer, kind, headers={"kid": key_id})


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = issuer.response_to(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:  # the portal has stopped reading
                self.close_connection = True

        def log_message(self, *_parts: object) -> None: ...

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        server.daemon_threads = True
        issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
        yield issuer
        issuer.ended.set()


@contextmanager
def trusted_issuer() -> Iterator[Issuer]:
    """An issuer that the portal trusts and whose keys it has not fetched yet."""
    portal_cache.clear()
    with running_issuer() as issuer, override_settings(OIDC_ISSUERS=("https://elsewhere.example", issuer.address)):
        yield issuer
