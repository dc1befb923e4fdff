"""Archives are downloaded from https addresses within limits, and never from private ones."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from common.actor import Actor
from listings.errors import ImportRefused
from listings.imports import downloads
from listings.imports.addresses import downloads_of, typed_address
from listings.imports.downloads import download
from listings.imports.queued_imports import ImportTarget
from listings.imports.read_imports import read_address
from listings.imports.readings import Reading
from listings.models import Import
from tests.listings.scene import NOW, member, organisation
from tests.serving import serving
from tests.tilekit.listing import base_files
from tilekit.scaffold.archive import zip_of_files

pytestmark = pytest.mark.sqlite_is_enough

ARCHIVE = zip_of_files(base_files(), "acme_widget")
AZURE, QUEUE = "https://dev.azure.com", "_apis/git/repositories/queue/items"
VERSION, ZIP = "versionDescriptor.version", "$format=zip&api-version=7.1"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.strip("/")
        target = {"there": "/archive", "inside": "http://169.254.169.254/", "loop": "/loop"}.get(name)
        self.send_response(302 if target else 404 if name == "gone" else 200)
        if target:
            self.send_header("Location", target)
        body = b"" if target else b"<!DOCTYPE html><p>Sign in" if name == "page" else ARCHIVE
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base class names it so
        """Log nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with serving(HTTPServer(("127.0.0.1", 0), _Handler)) as listener:
        yield f"http://127.0.0.1:{listener.server_port}"


def downloaded(*addresses: str, allow_loopback: bool = True) -> bytes:
    return download(addresses, on_chunk=lambda: None, allow_loopback=allow_loopback)[1]


def first_url(address: str) -> str:
    return downloads_of(address)[0].url


@pytest.mark.parametrize(
    "address, expected",
    [
        ("https://github.com/acme/queue", "https://github.com/acme/queue/archive/HEAD.zip"),
        ("https://github.com/acme/queue.git", "https://github.com/acme/queue/archive/HEAD.zip"),
        ("https://github.com/acme/queue/tree/main/sub", "https://github.com/acme/queue/archive/main.zip"),
        ("https://gitlab.com/a/b/queue/", "https://gitlab.com/a/b/queue/-/archive/HEAD/queue.zip"),
        ("https://gitlab.com/a/queue/-/tree/v1", "https://gitlab.com/a/queue/-/archive/v1/queue.zip"),
        ("https://bitbucket.org/acme/queue/branch/main", "https://bitbucket.org/acme/queue/get/main.zip"),
        ("https://codeberg.org/acme/queue/releases/tag/v1", "https://codeberg.org/acme/queue/archive/v1.zip"),
        ("https://codeberg.org/acme/queue/issues/3", "https://codeberg.org/acme/queue/archive/HEAD.zip"),
        ("https://bitbucket.org/acme/queue/src/main/", "https://bitbucket.org/acme/queue/get/main.zip"),
        ("https://codeberg.org/acme/queue/src/branch/main", "https://codeberg.org/acme/queue/archive/main.zip"),
        ("https://gitea.acme.example/acme/queue", "https://gitea.acme.example/acme/queue/archive/HEAD.zip"),
        ("https://www.github.com/acme/queue/?tab=readme", "https://www.github.com/acme/queue/archive/HEAD.zip"),
        ("https://github.com/acme/queue/releases/tag/v1.2.0", "https://github.com/acme/queue/archive/v1.2.0.zip"),
        ("https://github.com/acme/queue/commit/3f2a1b", "https://github.com/acme/queue/archive/3f2a1b.zip"),
        ("https://github.com/acme/queue/issues/12", "https://github.com/acme/queue/archive/HEAD.zip"),
        ("https://github.com/acme/queue/pull/12/files", "https://github.com/acme/queue/archive/HEAD.zip"),
        ("https://github.com/acme/queue/compare/v1.0...main", "https://github.com/acme/queue/archive/HEAD.zip"),
        ("https://github.com/acme/queue/actions/runs/7", "https://github.com/acme/queue/archive/HEAD.zip"),
        ("https://github.com/acme/queue/blame/main/b.json", "https://github.com/acme/queue/raw/main/b.json"),
        ("https://gitlab.com/a/queue/-/merge_requests/3/diffs", "https://gitlab.com/a/queue/-/archive/HEAD/queue.zip"),
        ("https://bitbucket.org/acme/queue/src", "https://bitbucket.org/acme/queue/get/HEAD.zip"),
        ("https://bitbucket.org/acme/queue/pull-requests/3", "https://bitbucket.org/acme/queue/get/HEAD.zip"),
        ("https://codeberg.org/acme/queue/pulls/3/files", "https://codeberg.org/acme/queue/archive/HEAD.zip"),
        ("https://github.com/acme/queue/raw/main/LICENSE",) * 2,
        ("https://github.com/acme/queue/files/12/board.json",) * 2,
        ("https://github.com/user-attachments/files/12/board.zip",) * 2,
        ("https://gitlab.com/a/queue/-/jobs/7/artifacts/download",) * 2,
        ("https://bitbucket.org/acme/queue/downloads/queue.zip",) * 2,
        ("https://bitbucket.org/acme/queue/raw/main/LICENSE",) * 2,
        ("https://github.com/acme/queue/blob/main/a/b.json", "https://github.com/acme/queue/raw/main/a/b.json"),
        ("https://gitlab.com/a/b/queue/-/blob/v1/b.json", "https://gitlab.com/a/b/queue/-/raw/v1/b.json"),
        ("https://gitlab.com/a/queue/-/issues", "https://gitlab.com/a/queue/-/archive/HEAD/queue.zip"),
        ("https://dev.azure.com/acme/widgets/_git/queue", f"{AZURE}/acme/widgets/{QUEUE}?path=/&{ZIP}"),
        ("https://acme@dev.azure.com/acme/My%20Apps/_git/queue/", f"{AZURE}/acme/My%20Apps/{QUEUE}?path=/&{ZIP}"),
        ("https://dev.azure.com/acme/_git/queue/pullrequest/7", f"{AZURE}/acme/queue/{QUEUE}?path=/&{ZIP}"),
        (
            "https://dev.azure.com/acme/widgets/_git/queue?version=GBfeature%2Fnew&path=/check",
            f"{AZURE}/acme/widgets/{QUEUE}?path=/&{VERSION}Type=branch&{VERSION}=feature/new&{ZIP}",
        ),
        (
            "https://dev.azure.com/acme/widgets/_git/queue?version=GTv1.0",
            f"{AZURE}/acme/widgets/{QUEUE}?path=/&{VERSION}Type=tag&{VERSION}=v1.0&{ZIP}",
        ),
        (
            "https://dev.azure.com/acme/widgets/_git/queue/commit/3f2a1b?refName=refs%2Fheads%2Fmain",
            f"{AZURE}/acme/widgets/{QUEUE}?path=/&{VERSION}Type=commit&{VERSION}=3f2a1b&{ZIP}",
        ),
        (
            "https://dev.azure.com/acme/widgets/_git/queue/commits?user=&userId=&itemVersion=GBrelease%2F2.x",
            f"{AZURE}/acme/widgets/{QUEUE}?path=/&{VERSION}Type=branch&{VERSION}=release/2.x&{ZIP}",
        ),
        (
            "https://dev.azure.com/acme/widgets/_git/queue/branchCompare?baseVersion=GBmain&targetVersion=GBnext",
            f"{AZURE}/acme/widgets/{QUEUE}?path=/&{VERSION}Type=branch&{VERSION}=next&{ZIP}",
        ),
        (
            "https://acme.visualstudio.com/DefaultCollection/widgets/_git/queue",
            f"https://acme.visualstudio.com/DefaultCollection/widgets/{QUEUE}?path=/&{ZIP}",
        ),
        ("https://dev.azure.com/acme/widgets/_build/results",) * 2,
        ("https://github.com/acme/queue/releases/download/v1/a.zip",) * 2,
        ("https://acme.example/a.zip?x=1",) * 2,
        ("https://notgithub.com/acme/queue",) * 2,
    ],
)
def test_archive_of_a_repository_is_derived_from_its_address(address: str, expected: str) -> None:
    assert first_url(address) == expected


def test_branches_can_contain_slashes() -> None:
    downloads = downloads_of("https://github.com/acme/queue/tree/feature/new/check%201")

    archive = "https://github.com/acme/queue/archive"
    assert [(download.url, download.folder) for download in downloads] == [
        (f"{archive}/feature.zip", "new/check 1"),
        (f"{archive}/feature/new.zip", "check 1"),
        (f"{archive}/feature/new/check%201.zip", ""),
    ]


def test_query_of_an_address_names_the_folder() -> None:
    address = "https://dev.azure.com/acme/widgets/_git/queue?path=%2Fchecks%2Fmy%20queue&version=GBmain"

    assert downloads_of(address)[0].folder == "checks/my queue"


def test_address_of_the_history_of_a_folder_names_the_folder() -> None:
    address = "https://dev.azure.com/acme/widgets/_git/queue/commits?itemPath=%2Fchecks%2Ftide&itemVersion=GBmain"

    assert downloads_of(address)[0].folder == "checks/tide"


def test_address_to_clone_from_azure_is_an_address() -> None:
    typed = typed_address("git@ssh.dev.azure.com:v3/acme/widgets/queue")

    assert first_url(typed) == f"{AZURE}/acme/widgets/{QUEUE}?path=/&{ZIP}"


@pytest.mark.parametrize(
    "typed",
    ["git@github.com:acme/queue.git", "ssh://git@github.com/acme/queue.git", "git+https://github.com/acme/queue.git",
     "github.com/acme/queue", "git clone https://github.com/acme/queue.git", " <https://github.com/acme/queue> ",
     "git clone git@github.com:acme/queue.git"],
)  # fmt: skip
def test_address_to_clone_a_repository_from_is_an_address(typed: str) -> None:
    assert first_url(typed_address(typed)) == "https://github.com/acme/queue/archive/HEAD.zip"


@pytest.mark.parametrize("typed", ["acme.depth", "acme.example/a.zip", "a@b.example", "see https://a.b", "x: y", ""])
def test_other_texts_are_no_addresses(typed: str) -> None:
    assert typed_address(typed) == ""


def test_first_address_with_a_file_is_read(server: str) -> None:
    assert downloaded(f"{server}/gone", f"{server}/archive", f"{server}/loop") == ARCHIVE


def test_redirects_are_followed(server: str) -> None:
    assert downloaded(f"{server}/there") == ARCHIVE


@pytest.mark.parametrize(
    "path, text",
    [("gone", "the status 404"), ("loop", "redirects too often"), ("inside", "not public"), ("page", "a web page")],
)
def test_address_that_gives_no_file_is_refused(server: str, path: str, text: str) -> None:
    with pytest.raises(ImportRefused, match=text):
        downloaded(f"{server}/{path}")


@pytest.mark.parametrize(
    "address, text",
    [
        ("https://127.0.0.1/a.zip", "not public"),
        ("https://[::1]/a.zip", "not public"),
        ("https://169.254.169.254/", "not public"),
        ("http://93.184.216.34/a.zip", "begins with https"),
        ("https://me:secret@93.184.216.34/a.zip", "user name or password"),
        ("https://[", "can't be read"),
    ],
)
def test_private_and_insecure_addresses_are_refused(address: str, text: str) -> None:
    with pytest.raises(ImportRefused, match=text):
        downloaded(address, allow_loopback=False)


def test_redirect_to_an_address_without_https_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = httpx.Response(302, headers={"location": "http://acme.example/a.zip"})
    client = httpx.Client(transport=httpx.MockTransport(lambda _request: answer))
    monkeypatch.setattr(downloads, "outbound_client", lambda **_options: client)

    with pytest.raises(ImportRefused, match="redirects to one without https"):
        downloaded("https://acme.example/a.zip", allow_loopback=False)


def test_large_file_is_refused_before_its_end(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "ARCHIVE_BYTES", 100)

    with pytest.raises(ImportRefused, match="larger than 100 bytes"):
        downloaded(f"{server}/archive")


@pytest.fixture
def editor(db: None, data_dir: object) -> Actor:
    return member(organisation())


def _read(address: str, by: Actor) -> Import:
    target = ImportTarget(organisation_id=next(iter(by.organisations)))
    return read_address(address, target=target, by=by, now=NOW)


def test_worker_reads_what_it_downloads(
    editor: Actor, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        downloads, "download", lambda addresses, on_chunk: asked.extend(addresses) or (addresses[0], ARCHIVE)
    )

    row = _read("https://github.com/acme/queue", editor)
    run_jobs()

    row.refresh_from_db()
    assert asked == ["https://github.com/acme/queue/archive/HEAD.zip"]
    assert Reading.from_json(row.reading).has_manifest
    assert row.file_name == "queue"


def test_folder_in_the_address_is_the_listing_to_read(
    editor: Actor, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{name}/{path}": data for name in "ab" for path, data in base_files().items()}
    repository = zip_of_files(files, "all-main")
    monkeypatch.setattr(downloads, "download", lambda addresses, on_chunk: (addresses[0], repository))

    rows = [_read(f"https://github.com/acme/all/tree/main{folder}", editor) for folder in ("", "/b", "/gone")]
    run_jobs()

    readings = [Reading.from_json(Import.objects.get(pk=row.pk).reading) for row in rows]
    assert [reading.listings for reading in readings] == [
        ("all-main/a", "all-main/b"),
        (),
        ("all-main/a", "all-main/b"),
    ]
    assert readings[1].has_manifest


def test_refused_address_says_why_on_the_page_of_the_import(editor: Actor, run_jobs: Callable[[], int]) -> None:
    row = _read("https://127.0.0.1/a.zip", editor)

    run_jobs()

    row.refresh_from_db()
    assert (row.state, row.refusal_code) == ("refused", "import-refused")
    assert "not public" in row.refusal


def test_same_address_twice_is_read_once(editor: Actor) -> None:
    assert _read("https://acme.example/a.zip", editor) == _read("https://acme.example/a.zip", editor)
