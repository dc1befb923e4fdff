"""The HTTP layer: which requests are repeated, for how long, and which are not."""

import json
import socket
import ssl
from typing import Any

import httpx
import pytest

from tests.tilekit.commands.submit.wire import BASE, KEY, Script, Step, error_response, json_response, token
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit.credentials import CiJobCredentials
from tilekit.commands.submit.errors import CallRefused, PortalUnavailable

Json = dict[str, Any]


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut off"),
        httpx.Response(502),
        httpx.Response(503, text="<html>"),
        httpx.Response(504),
        httpx.Response(429),
        error_response(409, "request-in-progress", headers={"Retry-After": "1"}),
    ],
)
def test_trouble_that_passes_is_waited_for(trouble: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([trouble, trouble, json_response({"id": "a"})])

    assert script.portal(monkeypatch).get("/listings", Json) == {"id": "a"}
    assert len(script.pauses) == 2


def _caused_by(cause: Exception) -> httpx.ConnectError:
    error = httpx.ConnectError("no connection")
    error.__cause__ = cause
    return error


def _tls_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, reason)
    error.reason = reason
    return error


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(404, text="<html>"),
        httpx.Response(405),
        httpx.Response(501),
        httpx.Response(200, text="<html>Welcome"),
        _caused_by(socket.gaierror(socket.EAI_NONAME, "Name or service not known")),
        _caused_by(_tls_error("WRONG_VERSION_NUMBER")),
    ],
)
def test_an_address_without_a_portal_is_reported_at_once(response: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([response])

    with pytest.raises(UsageError) as error:
        script.portal(monkeypatch, KEY).get("/listings", Json)

    assert "portal" in str(error.value)
    assert f"{BASE}" in str(error.value)
    assert (script.pauses, getattr(error.value, "exit_code", 2)) == ([], 2)


def test_a_public_call_reports_an_address_without_a_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="is not a portal"):
        Script([httpx.Response(404, text="<html>")]).portal(monkeypatch).get_public("/checks", Json)


def test_a_name_that_can_not_be_resolved_now_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    trouble = _caused_by(socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"))
    script = Script([trouble, json_response({"id": "a"})])
    assert script.portal(monkeypatch).get("/listings", Json) == {"id": "a"}


def test_a_repeated_call_keeps_its_idempotency_key(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([httpx.ReadError("cut off"), json_response({}), json_response({})])
    portal = script.portal(monkeypatch)

    portal.call("POST", "/imports", {"name": "Tide"})
    portal.call("POST", "/imports", {"name": "Tide"})

    first, again, other = (request.headers["Idempotency-Key"] for request in script.requests)
    assert first == again != other


@pytest.mark.parametrize(
    "headers, seconds",
    [
        ({"retry-after": "17"}, 17),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:40 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 40),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:29:00 GMT"}, 0),
    ],
)
def test_retry_after_is_honoured_whatever_our_clock_says(
    headers: dict[str, str], seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script([httpx.Response(429, headers=headers), json_response({})])

    script.portal(monkeypatch).get("/listings", Json)

    assert script.pauses == [seconds]


@pytest.mark.parametrize("trouble", [httpx.ConnectError("refused"), httpx.Response(503), httpx.Response(429)])
def test_patience_ends(trouble: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([trouble] * 100)

    with pytest.raises(PortalUnavailable) as stopped:
        script.portal(monkeypatch, patience=60).get("/listings", Json)

    assert stopped.value.exit_code == 5
    assert script.seconds == 60
    assert all(one < 2 * other for one, other in zip(script.pauses[5:-1], script.pauses[6:-1], strict=False))


def test_a_wait_longer_than_patience_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([httpx.Response(429, headers={"Retry-After": "3600"})])

    with pytest.raises(PortalUnavailable):
        script.portal(monkeypatch, patience=60).get("/listings", Json)

    assert script.pauses == []


def test_a_fault_of_the_portal_names_the_request_to_report(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([httpx.Response(500, headers={"X-Request-ID": "req-12345678"})])

    with pytest.raises(PortalUnavailable, match="GET /api/v1/listings req-12345678"):
        script.portal(monkeypatch).get("/listings", Json)


def test_the_page_of_a_proxy_is_no_response(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([httpx.Response(200, text="<html>Sign in to the network</html>")])

    with pytest.raises(PortalUnavailable, match="unexpected response"):
        script.portal(monkeypatch).get("/listings", Json)


def test_no_token_follows_a_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([token(), httpx.Response(302, headers={"Location": "https://elsewhere.example/?a=b"})])

    with pytest.raises(UsageError, match=r"elsewhere\.example"):
        script.portal(monkeypatch, KEY).get("/listings", Json)

    assert len(script.requests) == 2


def test_a_certificate_that_is_not_trusted_is_no_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    def untrusted(request: httpx.Request) -> httpx.Response:
        fault = ssl.SSLCertVerificationError(1, "no")
        fault.verify_message = "self-signed certificate"
        raise httpx.ConnectError("no", request=request) from fault

    script = Script([untrusted])
    with pytest.raises(UsageError, match="self-signed") as stopped:
        script.portal(monkeypatch).get("/listings", Json)

    assert (stopped.value.exit_code, script.pauses) == (2, [])


def test_a_token_that_ends_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([token(900), json_response({}), token(901), json_response({})])
    portal = script.portal(monkeypatch, KEY)

    portal.get("/listings", Json)
    script.seconds += 850
    portal.get("/listings", Json)

    sent = [request.headers.get("Authorization") for request in script.requests]
    assert sent == [None, "Bearer token of 900 s", None, "Bearer token of 901 s"]


def test_a_token_that_the_portal_no_longer_takes_is_replaced_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = error_response(401, "invalid-token")
    script = Script([token(), wrong, token(), wrong])

    with pytest.raises(CallRefused) as stopped:
        script.portal(monkeypatch, KEY).get("/listings", Json)

    assert (stopped.value.status, stopped.value.code) == (401, "invalid-token")


def test_an_exchange_without_a_response_is_repeated_with_another_id_token(monkeypatch: pytest.MonkeyPatch) -> None:
    given = (httpx.Response(200, json={"value": f"ID token {number}"}) for number in (1, 2))
    monkeypatch.setattr(httpx, "get", lambda *_args, **_options: next(given))
    job = CiJobCredentials(tenant="harbour", url="https://ci.example/token", token="of the job")
    script = Script([httpx.ReadTimeout("slow"), token(), json_response({})])

    script.portal(monkeypatch, job).get("/listings", Json)

    sent = [json.loads(request.content)["token"] for request in script.requests[:2]]
    assert sent == ["ID token 1", "ID token 2"]


def test_a_refused_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([httpx.Response(401, json={"error_description": "AADSTS7000215: wrong key.\r\nTrace ID: 1"})])

    with pytest.raises(UsageError) as stopped:
        script.portal(monkeypatch, KEY).get("/listings", Json)

    assert "wrong key." in str(stopped.value)
    assert "AADSTS" not in str(stopped.value)
    assert KEY.secret not in repr(stopped.value)


def test_a_role_that_may_not_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script([error_response(403, "not-allowed", "You may not do this.")])

    with pytest.raises(CallRefused, match="another role") as stopped:
        script.portal(monkeypatch).call("POST", "/listings")

    assert stopped.value.exit_code == 2


def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    context = {"fields": {"confirm": ["There is no checkbox called submission.colour."]}}
    script = Script([json_response({"error": {"code": "shape", "message": "Wrong.", "context": context}}, 422)])

    with pytest.raises(CallRefused, match=r"There is no checkbox called submission\.colour"):
        script.portal(monkeypatch).call("POST", "/listings")
