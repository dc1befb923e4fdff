"""What a browser transfers when somebody first opens a step of the wizard, with the files of production."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from msgspec import Struct, field
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from common.actor import SYSTEM, Role
from listings.content.packages import package_at
from listings.imports.folder_imports import import_package
from listings.models import Revision
from page_parts.templatetags.components import forget_addresses
from tests.accounts.factories import make_member, make_organisation
from tests.browser.people import sign_in
from tests.chromium import BrowserPage
from tests.listings.scene import NOW
from tilekit.sections import STEPS

pytestmark = pytest.mark.browser
LISTING = project.BASE_DIR / "guides" / "samples" / "acme_queue"
MOST_BYTES, MOST_REQUESTS = 60_000, 20
OWN_FILES = "/files/"  # pictures of the partner, which are not counted


class Weight(Struct, dict=True):
    """Transferred bytes, with headers, by URL."""

    urls: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def sent(self, event: dict[str, Any]) -> None:
        self.urls[event["requestId"]] = event["request"]["url"]

    def loaded(self, event: dict[str, Any]) -> None:
        url = self.urls[event["requestId"]]
        if OWN_FILES not in url:
            self.sizes[url] = int(event["encodedDataLength"])


@pytest.fixture
def production(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> Iterator[LiveServer]:
    """A portal with collected static files, which it serves compressed."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "common.static_files.HashedStaticFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    monkeypatch.setattr(StaticFilesHandler, "_should_handle", lambda _handler, _path: False)
    forget_addresses()
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()
    forget_addresses()


def _weigh(browser: BrowserPage, path: str) -> Weight:
    weight, session = Weight(), browser.context.new_cdp_session(browser.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.on("Network.requestWillBeSent", weight.sent)
    session.on("Network.loadingFinished", weight.loaded)
    response = browser.page.goto(f"{browser.address}{path}", wait_until="networkidle")
    assert response is not None
    assert response.status == 200
    session.detach()
    return weight


@pytest.fixture
def draft(browser_page: BrowserPage, production: LiveServer, data_dir: Path) -> Revision:
    """A complete draft, whose editor is signed in."""
    acme = make_organisation()
    browser_page.address = production.url
    sign_in(browser_page, make_member(acme, Role.EDITOR))
    return import_package(organisation_id=acme.pk, package=package_at(LISTING), by=SYSTEM, now=NOW)


@pytest.mark.slow
def test_first_load_of_every_step_is_light(browser_page: BrowserPage, draft: Revision) -> None:
    base = f"/listings/{draft.listing_id}/revisions/{draft.number}"

    weights = {step.key: _weigh(browser_page, f"{base}/{step.key}/") for step in STEPS}

    totals = {key: (sum(weight.sizes.values()), len(weight.sizes)) for key, weight in weights.items()}
    heavy = {
        key: weights[key].sizes for key, (size, count) in totals.items() if size > MOST_BYTES or count > MOST_REQUESTS
    }
    assert min(size for size, _count in totals.values()) > 0
    assert heavy == {}, totals
