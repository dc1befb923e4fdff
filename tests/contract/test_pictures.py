"""No page loads an original upload: every image is a rendition with reserved space while it loads."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from random import Random
from shutil import copytree
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.demo import HARBOUR, create_demo_people
from accounts.models import Person
from files.actions import make_renditions
from files.models import Blob
from files.queries import blobs_without_renditions
from files.renditions import LIST_BYTES, VIEWER_BYTES
from listings.models import Revision
from portal.demo import plan as demo_plan
from portal.demo.load import grant_demo_sandbox
from portal.demo.plan import DemoListing, DemoStage
from portal.demo.scenario import Scenario
from portal.demo.scenario_steps import run_scenario
from reviews.models import Review
from sandboxes.models import TileActivation
from tests.contract.access_world import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("pictures"), pytest.mark.slow]
SAMPLES = {DemoStage.READY: "tailscale", DemoStage.CLAIMED: "launchdarkly", DemoStage.PUBLISHED: "vercel"}
_PERSON = {"partner": "partner@demo.example", "staff": "engineering@demo.example", "admin": "admin@demo.example"}
# Pages about a single image.
_VIEWERS = ("slides", "prose")


@pytest.fixture(scope="module")
def pages(shared_rows: Path) -> Mapping[str, Client]:
    """URLs of pages, each with a client of somebody who may read it; the listings on them have large images."""
    with patch.object(demo_plan, "SAMPLE_FOLDERS", (_listings(shared_rows / "listings"),)):
        return _pages()


def _listings(root: Path) -> Path:
    """Real listings with a large video thumbnail, a large picture in the README and a logo too large for a list."""
    pictures = {name: _grainy(seed) for seed, name in enumerate(("video-thumbnail", "board"))}
    for name in SAMPLES.values():
        copytree(DemoListing(folder=name, stop=DemoStage.DRAFT, days_ago=9).path, root / name)
        (root / name / "images").mkdir(exist_ok=True)
        for picture, data in pictures.items():
            (root / name / "images" / f"{picture}.png").write_bytes(data)
        readme = root / name / "README.md"
        before, heading, after = readme.read_text().partition("\n## Setup")
        readme.write_text(f"{before}\n![A board](images/board.png)\n{heading}{after}")
    for logo in root.rglob("logos/*.svg"):
        logo.write_bytes(logo.read_bytes().replace(b"</svg>", b'<path d="M0 0h1v1H0z"/>' * 2_000 + b"</svg>"))
    return root


def _grainy(seed: int) -> bytes:
    noise = Image.frombytes("L", (1440, 810), Random(seed).randbytes(1440 * 810))
    file = BytesIO()
    noise.point(lambda value: value // 16 * 16).convert("RGB").save(file, "PNG", optimize=True)
    return file.getvalue()


def _pages() -> Mapping[str, Client]:
    now = timezone.now()
    demo = create_demo_people(PASSWORD, now - timedelta(days=30))
    grant_demo_sandbox(demo.harbour, owner="partner", people=demo, now=now - timedelta(days=20))
    revisions = {}
    for stop, folder in SAMPLES.items():
        plan = DemoListing(folder=folder, organisation=HARBOUR, stop=stop, days_ago=9)
        revisions[stop] = run_scenario(Scenario(plan=plan, people=demo, now=now - timedelta(days=9)))
    for blob in blobs_without_renditions():
        make_renditions(blob)
    clients = {role: _signed_in(address) for role, address in _PERSON.items()}
    return {address: clients[role] for role, address in _addresses(revisions)} | {
        f"{reverse('studio:home')}?visitor": Client(),
        reverse("catalog:catalogue"): Client(),
        f"{reverse('catalog:tile-detail', args=[revisions[DemoStage.PUBLISHED].listing.tile.slug])}?tab=all": Client(),
    }


def _signed_in(address: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=address))
    return client


def _addresses(revisions: Mapping[DemoStage, Revision]) -> Iterator[tuple[str, str]]:
    draft, review = revisions[DemoStage.READY], Review.objects.filter(revision=revisions[DemoStage.CLAIMED]).first()
    activation = TileActivation.objects.get(listing=revisions[DemoStage.PUBLISHED].listing_id)
    assert review
    for view in ("content&section=overview", "changes", "preview&tab=all", "files"):
        yield "staff", f"{reverse('reviews:review', args=[review.pk])}?view={view}"
    for step in ("overview", "review"):
        yield "partner", f"/listings/{draft.listing_id}/steps/{step}/?tab=all"
    yield "admin", f"{reverse('sandboxes:tile', args=[activation.pk])}?tab=all"
    yield "staff", reverse("reviews:queue")
    yield "partner", reverse("studio:home")
    yield "partner", draft.listing.get_absolute_url()
    yield "staff", reverse("releases:gtm", args=[activation.listing_id])
    yield "admin", reverse("releases:live-tile", args=[activation.listing_id])
    yield "partner", reverse("studio:listing-list")


class Pictures(HTMLParser):
    """The pictures of a page. The key "within" of each has the classes of the elements around it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[str] = []
        self.images: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.images.append({**attributes, "within": " ".join(self._open)})
        elif tag in ("div", "ul"):
            self._open.append(attributes.get("class", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("div", "ul") and self._open:
            self._open.pop()


def _faults(picture: Mapping[str, str], client: Client) -> Iterator[str]:
    """The problems of an image: all files that a browser may choose must be within the limit."""
    is_viewer = any(name in picture["within"].split() for name in _VIEWERS)
    most = VIEWER_BYTES if is_viewer else LIST_BYTES
    if not picture.get("width") or not picture.get("height"):
        yield "has no size"
    for address in {picture["src"], *re.findall(r"(/\S+) \d+w", picture.get("srcset", ""))}:
        response = client.get(address, follow=True)
        data = response.getvalue() if response.status_code == 200 else b""
        is_svg = response.headers["Content-Type"] == "image/svg+xml"
        if not data or len(data) > most:
            yield f"loads {len(data)} bytes from {address}"
        if not is_svg and ("srcset" not in picture or Blob.objects.filter(size=len(data)).exists()):
            yield f"loads an original from {address}"


def test_no_page_loads_an_original(pages: Mapping[str, Client]) -> None:
    faults_on: dict[str, list[str]] = {}
    places = set()
    for address, client in pages.items():
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        for picture in Pictures(response.content.decode()).images:
            places |= {address.split("?")[0]}
            faults_on.setdefault(address, []).extend(_faults(picture, client))

    assert {address: faults for address, faults in faults_on.items() if faults} == {}
    assert places == {address.split("?")[0] for address in pages}
