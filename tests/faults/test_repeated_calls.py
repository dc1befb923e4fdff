"""A call with an idempotency key acts once, wherever the server is killed in the middle of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.api.ingestion_client import BASE, product_body
from tests.faults.browser import Browser, start_web
from tests.faults.held_calls import AFTER_COMMIT, PLACES, REACHED
from tests.faults.instance import Instance, kill_group

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]


@pytest.mark.parametrize("place", PLACES)
def test_call_repeated_after_a_kill_acts_once(
    instance: Instance, port: int, new_browser: Callable[[], Browser], place: str
) -> None:
    tenant, form = instance.drive("caller")
    start_web(instance, port, new_browser())
    token = new_browser().client.post(f"/{tenant}/oauth2/token", data=form).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "5d1c2b7e"}

    def call() -> httpx.Response:
        return new_browser().client.post(f"{BASE}/products", json=product_body(), headers=headers, timeout=120)

    (instance.folder / place).touch()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(call)
        instance.eventually((instance.folder / f"{place}{REACHED}").exists, "the call is at the place")
        kill_group(instance.processes[-1])
        assert isinstance(first.exception(), httpx.TransportError)
    (instance.folder / place).unlink()
    start_web(instance, port, new_browser())
    repeated = [call(), call()]

    assert [response.status_code for response in repeated] == [201, 201], repeated[0].text
    replayed = ["Idempotency-Replayed" in response.headers for response in repeated]
    assert replayed == [place == AFTER_COMMIT, True]
    assert repeated[0].json()["id"] == repeated[1].json()["id"]
    assert instance.drive("listings") == 1
