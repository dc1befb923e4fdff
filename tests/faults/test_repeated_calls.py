"""A call with an idempotency key acts once, wherever the server is killed in the middle of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
import pytest

from tests.api.ingestion_client import BASE, product_body
from tests.faults.browser import Browser, start_web
from tests.faults.held_calls import AFTER_COMMIT, PLACES, REACHED
from tests.faults.instance import Instance, kill_group

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
NewBrowser = Callable[[], Browser]


def test_call_repeated_after_a_kill_acts_once(instance: Instance, port: int, new_browser: NewBrowser) -> None:
    tenant, form = instance.drive("caller")
    start_web(instance, port, new_browser())
    token = new_browser().client.post(f"/{tenant}/oauth2/token", data=form).json()["access_token"]
    for number, place in enumerate(PLACES, start=1):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": place}
        body = product_body(f"tide-{place}")
        call = partial(_create, new_browser, headers=headers, body=body)

        _kill_at(place, instance, call)
        start_web(instance, port, new_browser())
        repeated = [call(), call()]

        assert [response.status_code for response in repeated] == [201, 201], (place, repeated[0].text)
        replayed = ["Idempotency-Replayed" in response.headers for response in repeated]
        assert (place, replayed) == (place, [place == AFTER_COMMIT, True])
        assert repeated[0].json()["id"] == repeated[1].json()["id"]
        assert (place, instance.drive("listings")) == (place, number)


def _create(new_browser: NewBrowser, *, headers: dict[str, str], body: dict[str, Any]) -> httpx.Response:
    return new_browser().client.post(f"{BASE}/products", json=body, headers=headers, timeout=120)


def _kill_at(place: str, instance: Instance, call: Callable[[], httpx.Response]) -> None:
    """Kill the web process when it has reached the place in the call."""
    (instance.folder / place).touch()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(call)
        instance.eventually((instance.folder / f"{place}{REACHED}").exists, "the call is at the place")
        kill_group(instance.processes[-1])
        assert isinstance(first.exception(), httpx.TransportError)
    (instance.folder / place).unlink()
