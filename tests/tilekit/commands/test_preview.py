"""`tilekit preview` shows the tile only on this computer, with the catalogue's templates."""

import http.client
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from page_parts.preview.pages import Pages
from page_parts.preview.server import Server, server_of
from tests.markup import compact
from tests.serving import serving
from tests.tilekit.commands.folders import write_listing
from tests.tilekit.listing import README, png
from tilekit.commands import main

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "page_parts" / "static"
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script><path d="M0 0h1"/></svg>'
Get = Callable[..., http.client.HTTPResponse]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    readme = README.replace("Need help?", "Please ask. <script>alert(1)</script>").encode()
    folder = write_listing(tmp_path / "acme_widget", **{"README.md": readme, "images__logo.svg": SCRIPT})
    (tmp_path / "secret.png").write_bytes(png())
    (folder / "images" / "link.png").symlink_to(tmp_path / "secret.png")
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    with serving(server_of(Pages(str(folder)), 0)) as server:
        yield server


@pytest.fixture
def get(server: Server) -> Get:
    def ask(path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=60)
        connection.request(method, path, headers=headers)
        return connection.getresponse()

    return ask


def test_page_shows_the_tile_and_its_findings(get: Get) -> None:
    response = get("/")
    page = compact(response.read().decode())

    assert response.status == 200
    assert "Acme Widget" in page
    assert "moves messages between services" in page
    assert (
        "<code>RM-046</code> Remove “please”. Instructions read better without it. <br>"
        '<span class="muted">README.md:36:1</span>' in page
    )
    assert 'src="/file/images/overview.png"' in page


def test_every_tab_is_drawn(get: Get) -> None:
    page = get("/?tab=all").read().decode()
    tabs = re.findall(r'href="/\?tab=([a-z-]+)["#]', page)

    assert {"overview", "configuration", "data", "support"} <= set(tabs)
    for tab in tabs:
        assert get(f"/?tab={tab}").status == 200


def test_what_a_partner_wrote_starts_nothing(get: Get) -> None:
    response = get("/?tab=all")
    page = response.read().decode()
    policy = response.headers["Content-Security-Policy"]

    assert "alert(1)" not in page.replace("&lt;script&gt;alert(1)", "")
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/reload.js" defer>']
    assert " style=" not in page
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_pictures_are_served_by_what_they_are(get: Get, folder: Path) -> None:
    (folder / "images" / "text.png").write_text("<script>")
    picture, drawing = get("/file/images/overview.png"), get("/file/images/logo.svg")

    assert (picture.status, picture.headers["Content-Type"], picture.read()) == (200, "image/png", png())
    assert (drawing.status, drawing.headers["Content-Type"]) == (200, "image/svg+xml")
    assert b"script" not in drawing.read()
    assert get("/file/images/text.png").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/file/README.md",
        "/file/manifest.json",
        "/file/../secret.png",
        "/file/%2e%2e/secret.png",
        "/file//etc/passwd",
        "/file/images/link.png",
        "/file/",
        "/static/../manage.py",
        "/static/css/",
        "/static/js/theme.js",
        "/nothing",
    ],
)
def test_nothing_else_is_served(path: str, get: Get) -> None:
    response = get(path)

    assert (response.status, response.read()) == (404, b"")


def test_page_of_another_name_gets_nothing(get: Get) -> None:
    assert get("/", Host="evil.example:80").status == 404
    assert get("/", Host="localhost:1").status == 200


def test_nothing_can_be_changed(get: Get) -> None:
    assert [get("/", method).status for method in ("POST", "PUT", "DELETE")] == [501] * 3
    assert get("/", "HEAD").read() == b""


def test_style_sheets_are_those_of_the_portal(get: Get) -> None:
    page = get("/").read().decode()
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page)

    parts = [path.relative_to(STATIC).as_posix() for path in (STATIC / "css").glob("*/*.css")]
    assert sheets
    assert parts
    for sheet in (*sheets, *parts):
        assert get(f"/static/{sheet}").read() == (STATIC / sheet).read_bytes()


def test_changed_file_is_another_state_and_another_page(get: Get, folder: Path) -> None:
    state = re.findall(r'data-state="([^"]+)"', get("/").read().decode())
    same = get("/state").read().decode()
    (folder / "README.md").write_text("# Acme\n\n## Overview\n\nEverything is new here.\n")

    assert state == [same]
    assert get("/state").read().decode() != same
    assert "Everything is new here." in get("/").read().decode()


def test_server_listens_to_this_computer_only(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_port_that_is_taken_is_a_usage_error(folder: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    port = server.server_address[1]

    assert main(["preview", str(folder), f"--port={port}"]) == 2
    assert capsys.readouterr().err == (
        f"tilekit: Port {port} cannot be used: Address already in use. Choose another port with --port.\n"
    )


@pytest.mark.parametrize("port", ["-1", "65536", "x", ""])
def test_port_that_is_none_is_a_usage_error(port: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["preview", str(folder), f"--port={port}"])

    assert stopped.value.code == 2
    assert f"{port} is not a port from 0 to 65535" in capsys.readouterr().err


def test_address_that_is_none_gets_nothing(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection(server.server_address, timeout=30) as browser:
        browser.sendall(b"GET http://[/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        response = browser.makefile("rb").read()

    assert response.startswith(b"HTTP/1.0 404 ")
    assert capsys.readouterr().err == ""


def test_path_that_is_no_listing_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("x")

    assert main(["preview", str(tmp_path / "nothing")]) == 2
    assert main(["preview", str(tmp_path / "a.txt")]) == 2


def test_without_the_extra_it_says_what_to_install(folder: Path) -> None:
    script = (
        "import sys; sys.modules['django'] = None; import importlib.util as u; find = u.find_spec;"
        "u.find_spec = lambda name, *rest: None if name == 'django' else find(name, *rest);"
        "from tilekit.commands import main; sys.exit(main(sys.argv[1:]))"
    )

    command = [sys.executable, "-c", script, "preview", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "/developers/tilekit/" in done.stderr
