"""The bucket of files is unavailable, refusing or hanging: the rest works, and pages show where files are missing."""

import json
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest

from tests.faults.browser import Browser, start_web
from tests.faults.instance import Instance
from tests.faults.proxy import Proxy
from tests.files import samples

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults"), pytest.mark.sqlite_is_enough]
_NOBODY = 1  # no service listens on this port


@pytest.fixture
def bucket() -> Iterator[Proxy]:
    """The URL at which the instance expects S3."""
    proxy = Proxy("127.0.0.1", _NOBODY)
    yield proxy
    proxy.stop()


@pytest.mark.parametrize("outage", ["stop", "hang"])
def test_people_go_on_writing_and_uploads_are_refused_at_the_field(
    instance: Instance, bucket: Proxy, port: int, new_browser: Callable[[], Browser], outage: str
) -> None:
    getattr(bucket, outage)()
    instance.manage("prepare")
    somebody = instance.drive("scene")
    keys = {"access_key": "key", "secret_key": "secret", "region_name": "eu-west-3"}
    address = urlencode({"endpoint_url": f"http://127.0.0.1:{bucket.port}", **keys})
    instance.environ["STORAGE_URL"] = f"s3://parts?{address}"
    browser = new_browser()
    start_web(instance, port, browser)
    browser.sign_in(somebody["email"])

    shown = browser.get(somebody["file"])
    assert (shown.status_code, "read this listing" in shown.text) == (503, True)
    assert browser.get(somebody["step"]).status_code == 200
    logo = samples.SVG.replace(b"<path", b"<desc>new</desc><path")
    refused = browser.upload(somebody["upload"], "logo_light-file", "logo.svg", logo)
    assert (refused.status_code, "store logo.svg" in refused.text) == (422, True)
    edit = json.dumps({"version": int(somebody["version"]), "changes": {"short_description": "Kelp for ferries"}})
    assert browser.save(somebody["save"], edit).status_code == 200
    assert not browser.get("/health/ready").json()["checks"]["storage"]["ok"]
