"""What a browser transfers when somebody first opens a step of the wizard, with the files of production."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from msgspec import Struct, field
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import Organisation
from common.actor import SYSTEM, Role
from listings.content.packages import package_at
from listings.imports.folder_imports import import_package
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
# Replacements in the files of the listing, each of which causes findings.
FAULTS = (
    ("README.md", "Acme Queue", "TODO Acme queue"),
    ("CHANGELOG.md", "## ", "# "),
    ("metadata.csv", ",gauge,", ",guage,"),
    ("metadata.csv", ",byte,", ",bytes of,"),
    ("manifest.json", "support@acme.example", "support"),
    ("manifest.json", "See waiting", "TODO see waiting"),
    ("dashboards/*.json", "acme_queue.", "acme_gone."),
    ("monitors/*.json", '"tags"', '"labels"'),
)
STEPS_WITH_FINDINGS = {"overview", "setup", "data", "content", "support", "release_notes", "review"}


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


def _with_faults(folder: Path) -> Path:
    shutil.copytree(LISTING, folder)
    _add_large_dashboards(folder)
    for pattern, old, new in FAULTS:
        for path in folder.rglob(pattern):
            path.write_text(path.read_text().replace(old, new))
    return folder


def _add_large_dashboards(folder: Path) -> None:
    """Four more dashboards of 140 widgets. All titles and metrics differ, so they hardly get smaller by compression."""
    manifest = json.loads((folder / "manifest.json").read_text())
    random = Random(33)
    for number in range(4):
        path, widgets = f"assets/dashboards/large_{number}.json", []
        for place in range(140):
            name = f"acme_queue.{random.randbytes(5).hex()}"
            definition = {
                "type": "timeseries",
                "title": random.randbytes(8).hex(),
                "requests": [{"q": f"avg:{name}{{*}}"}],
            }
            widgets.append(
                {"definition": definition, "layout": {"x": place % 3 * 4, "y": place // 3 * 2, "width": 4, "height": 2}}
            )
        board = {"title": f"Large {number}", "layout_type": "ordered", "widgets": widgets}
        (folder / path).write_text(json.dumps(board))
        manifest["assets"]["dashboards"][f"large_{number}"] = path
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.fixture
def partner(browser_page: BrowserPage, production: LiveServer, data_dir: Path) -> Organisation:
    """An organisation, whose editor is signed in."""
    acme = make_organisation()
    browser_page.address = production.url
    sign_in(browser_page, make_member(acme, Role.EDITOR))
    return acme


@pytest.mark.parametrize("has_faults", [False, True], ids=["complete", "with-findings"])
def test_first_load_of_every_step_is_light(
    browser_page: BrowserPage, partner: Organisation, tmp_path: Path, has_faults: bool
) -> None:
    folder = _with_faults(tmp_path / "acme_queue") if has_faults else LISTING
    draft = import_package(organisation_id=partner.pk, package=package_at(folder), by=SYSTEM, now=NOW)
    weights, with_findings = {}, set()

    for step in STEPS:
        weights[step.key] = _weigh(browser_page, f"/listings/{draft.listing_id}/revisions/{draft.number}/{step.key}/")
        if browser_page.page.locator(".finding").count():
            with_findings.add(step.key)

    totals = {key: (sum(weight.sizes.values()), len(weight.sizes)) for key, weight in weights.items()}
    heavy = {
        key: weights[key].sizes for key, (size, count) in totals.items() if size > MOST_BYTES or count > MOST_REQUESTS
    }
    assert min(size for size, _count in totals.values()) > 0
    assert heavy == {}, totals
    assert not has_faults or with_findings >= STEPS_WITH_FINDINGS
