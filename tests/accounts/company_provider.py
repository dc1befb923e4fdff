"""An identity provider on this machine: it signs anybody in, checks PKCE and sends any claims."""

import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from urllib.parse import parse_qsl, urlsplit

import jwt
from django.core.cache import cache
from msgspec import Struct, field

from tests.api.issuer import Key, jwk_of, rsa_key
from tests.serving import serving

CLIENT_ID, CLIENT_SECRET = "slipway", "s3cret:with+signs"
Query = dict[str, str]


class Answer(Struct, kw_only=True):
    """What the provider says next: claims replace those of a good token (None removes one)."""

    claims: dict[str, object] = field(default_factory=dict)
    key: Key = None
    key_id: str = "rsa"
    algorithm: str = "RS256"
    token: str = ""


class TestProvider:
    """fetched has the paths of requests. responses replace the response at a path; hangs stops all of them."""

    __test__ = False

    def __init__(self, address: str) -> None:
        self.address = address
        self.answer = Answer()
        self.requests: dict[str, Query] = {}  # {code: query of the authorisation request}
        self.responses: dict[str, tuple[int, bytes]] = {}
        self.fetched: list[str] = []
        self.about: dict[str, object] = {}
        self.hangs, self.ended = False, Event()

    def sign_in(self, url: str, *, whole: bool = False, **claims: object) -> str:
        """Follow the way to the provider, and return the way back: a path, or the whole address."""
        query = dict(parse_qsl(urlsplit(url).query))
        assert url.startswith(f"{self.address}/authorize?")
        code = f"code-{len(self.requests)}"
        self.requests[code] = query
        self.answer.claims = {**self.answer.claims, **claims}
        parts = urlsplit(query["redirect_uri"])
        host = f"{parts.scheme}://{parts.netloc}" if whole else ""
        return f"{host}{parts.path}?state={query['state']}&code={code}"

    def response_to(self, method: str, path: str, headers: Mapping[str, str], body: str) -> tuple[int, bytes]:
        self.fetched.append(path)
        if self.hangs:
            self.ended.wait(10)
        if path in self.responses:
            return self.responses[path]
        if path == "/.well-known/openid-configuration":
            about = {
                "issuer": self.address,
                "jwks_uri": f"{self.address}/keys",
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                **self.about,
            }
            return 200, json.dumps(about).encode()
        if path == "/keys":
            return 200, json.dumps({"keys": [jwk_of("rsa", rsa_key())]}).encode()
        if path.startswith("/authorize?"):
            return 302, self.sign_in(f"{self.address}{path}", whole=True).encode()
        assert (method, path) == ("POST", "/token")
        return self._token(headers, dict(parse_qsl(body)))

    def _token(self, headers: Mapping[str, str], form: Query) -> tuple[int, bytes]:
        request = self.requests.pop(form["code"], None)
        scheme, _, credentials = headers.get("Authorization", "").partition(" ")
        assert scheme == "Basic"
        assert b64decode(credentials).decode() == f"{CLIENT_ID}:s3cret%3Awith%2Bsigns"
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if request is None or request["code_challenge"] != challenge or form["redirect_uri"] != request["redirect_uri"]:
            return 400, b'{"error": "invalid_grant"}'
        token = self.answer.token or self.id_token(request)
        return 200, json.dumps({"access_token": "x", "token_type": "Bearer", "id_token": token}).encode()

    def id_token(self, request: Query) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT_ID,
            "sub": "ada-at-northquay",
            "iat": now,
            "exp": now + 300,
            "nonce": request["nonce"],
            "email": "ada@northquay.example",
            "email_verified": True,
            "name": "Ada Byron",
            **self.answer.claims,
        }
        answer, sent = self.answer, {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(sent, answer.key or rsa_key(), answer.algorithm, headers={"kid": answer.key_id})


@contextmanager
def running_provider() -> Iterator[TestProvider]:
    """A provider whose documents the portal has not fetched yet."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            status, content = provider.response_to(self.command, self.path, self.headers, body)
            self.send_response(status)
            if status == HTTPStatus.FOUND:
                self.send_header("Location", content.decode())
                content = b""
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                self.wfile.write(content)
            except OSError:  # the portal has stopped reading
                self.close_connection = True

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_parts: object) -> None: ...

    cache.clear()
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        server.daemon_threads = True
        provider = TestProvider(f"http://127.0.0.1:{server.server_port}")
        yield provider
        provider.ended.set()
