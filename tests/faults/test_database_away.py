"""PostgreSQL is unavailable: pages report it immediately and work again when it is back."""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from tests.faults.browser import Browser, start_web
from tests.faults.instance import Instance
from tests.faults.proxy import Proxy

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("faults"),
    pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="SQLite has no server that could be away"),
]
_REPORT = b"SFATAL\0VFATAL\0C53300\0Msorry, too many clients already\0\0"
_NO_ROOM = b"E" + (len(_REPORT) + 4).to_bytes(4) + _REPORT
_SIGNED_IN = "/listings/"


@pytest.fixture
def postgres(instance: Instance) -> Iterator[Proxy]:
    """A proxy between the web process and PostgreSQL. Commands of the test bypass it."""
    url = urlsplit(instance.environ["DATABASE_URL"])
    proxy = Proxy(url.hostname or "", url.port or 5432)
    yield proxy
    proxy.stop()


@pytest.fixture
def browser(instance: Instance, postgres: Proxy, port: int, new_browser: Callable[[], Browser]) -> Browser:
    """A person who has signed in."""
    instance.manage("prepare")
    somebody = instance.drive("scene")
    url = urlsplit(instance.environ["DATABASE_URL"])
    user, _at, _server = url.netloc.rpartition("@")
    instance.environ["DATABASE_URL"] = f"{url.scheme}://{user}@127.0.0.1:{postgres.port}{url.path}"
    browser = new_browser()
    start_web(instance, port, browser)
    assert browser.sign_in(somebody["email"]).status_code == 302
    return browser


def test_pages_say_so_while_the_database_is_away_and_work_when_it_is_back(
    instance: Instance, postgres: Proxy, browser: Browser
) -> None:
    for begin in (postgres.stop, lambda: postgres.refuse(_NO_ROOM), postgres.hang):
        begin()
        page, ready = browser.get(_SIGNED_IN), browser.get("/health/ready")
        assert (page.status_code, "Temporarily unavailable" in page.text) == (503, True)
        assert int(page.headers["Retry-After"]) > 0
        assert [name for name, check in ready.json()["checks"].items() if not check["ok"]] == ["database", "worker"]
        assert browser.get("/health/live").status_code == 200
        postgres.start()
        instance.eventually(lambda: browser.get(_SIGNED_IN).status_code == 200, "pages work again")
