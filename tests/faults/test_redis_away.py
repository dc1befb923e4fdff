"""Redis is unavailable, refusing or hanging: pages, sign-in and its limits work, and jobs wait in the database."""

from collections.abc import Callable, Iterator

import pytest

from tests.faults.browser import Browser, start_web
from tests.faults.instance import Instance
from tests.faults.proxy import Proxy

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults"), pytest.mark.sqlite_is_enough]
_NOBODY = 1  # no service listens on this port
_ATTEMPTS = 5  # per address in five minutes, as allauth counts them


@pytest.fixture
def redis(instance: Instance) -> Iterator[Proxy]:
    """The URL at which the instance expects Redis."""
    proxy = Proxy("127.0.0.1", _NOBODY)
    instance.environ["REDIS_URL"] = f"redis://127.0.0.1:{proxy.port}/0"
    yield proxy
    proxy.stop()


@pytest.mark.parametrize("outage", ["stop", "hang"])
def test_people_sign_in_and_work_and_guessing_stays_limited(
    instance: Instance, redis: Proxy, port: int, new_browser: Callable[[], Browser], outage: str
) -> None:
    getattr(redis, outage)()
    instance.manage("prepare")
    somebody = instance.drive("scene")
    person, guesser = new_browser(), new_browser()
    start_web(instance, port, person)

    assert person.sign_in(somebody["email"]).status_code == 302
    assert person.get(somebody["step"]).status_code == 200
    guesses = [guesser.sign_in("nobody@partner.example", "wrong") for _ in range(_ATTEMPTS + 1)]

    assert ["Too many attempts" in page.text for page in guesses] == [*[False] * _ATTEMPTS, True]
    assert {page.status_code for page in guesses} == {200}
