"""An operator who follows docs/operations.md word for word gets a portal that works, can be restored and upgraded."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.contract.tree import ROOT
from tests.faults.console import Console, commands_of
from tests.migrated import Migrated, cached_database, drop_template
from tests.portal.smtp_server import SmtpServer, smtp_server

# They start many processes, so one process of xdist runs them all.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("copies"),
    pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="the guide is about PostgreSQL and Redis"),
]
GUIDE, ADDRESS, PASSWORD = "operations.md", "https://partners.example", "ferry-kelp-harbour-7"
# The packages are those of the tests. .ci/run and the image install them. The server has a role, too.
_INSTALLED = {
    "python3 -m venv .venv": f"ln -s {sys.prefix} .venv",
    "createuser --pwprompt slipway": "true",
    ".venv/bin/pip install --require-hashes -r requirements/production.txt": "test -f requirements/production.txt",
}
_PAGE_URL = "postgres://slipway@db.example:5432/slipway"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """The folder of a release: the last commit, as people get it."""
    folder = tmp_path / "release"
    folder.mkdir()
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
    return folder


@pytest.fixture
def mails() -> Iterator[SmtpServer]:
    with smtp_server() as server:
        yield server


@pytest.fixture
def names(tmp_path: Path, migrated: Migrated, mails: SmtpServer, port: int) -> Iterator[dict[str, str]]:
    """What the pages name, with its replacement on this machine. Migrating takes a minute, so it was done before."""
    server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    database = f"{migrated.name[:40]}_{uuid4().hex[:8]}"
    yield {
        **_INSTALLED,
        "createdb --owner=slipway slipway_copy": f"createdb --template=template0 {database}_copy",
        "createdb --owner=slipway slipway": f"createdb --template={migrated.name} {database}",
        _PAGE_URL: f"{server}/{database}",
        "redis://redis.example:6379/0": os.environ["REDIS_URL"],
        "redis://redis.example:6379/1": os.environ["REDIS_URL"],
        "smtp://mail.example:25": mails.url,
        "/srv/slipway": str(tmp_path / "srv"),
        "/backups": str(tmp_path / "backups"),
        "127.0.0.1:8000": f"127.0.0.1:{port}",
    }
    for name in (database, f"{database}_copy"):
        drop_template(name)


@pytest.fixture
def new_console(release: Path, names: dict[str, str], tmp_path: Path, port: int) -> Iterator[Callable[..., Console]]:
    """A function that opens a shell in the folder of the release, with names that are replaced before the others."""
    server = urlsplit(os.environ["DATABASE_URL"])
    environ = {name: os.environ[name] for name in ("PATH", "HOME")}
    environ |= {"PGHOST": server.hostname, "PGPORT": str(server.port or 5432), "PGUSER": server.username or "root"}
    (tmp_path / "backups").mkdir()
    with ExitStack() as stack:

        def opened(first_names: dict[str, str] | None = None) -> Console:
            all_names = {**(first_names or {}), **names}
            console = Console(folder=release, environ={**environ, "PORT": str(port)}, names=all_names)
            stack.callback(console.close)
            return console

        yield opened


@contextmanager
def visitor(port: int) -> Iterator[httpx.Client]:
    """A browser behind the proxy."""
    headers = {"Host": "partners.example", "X-Forwarded-Proto": "https", "Origin": ADDRESS}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as client:
        yield client


def _choose_password(port: int, link: str) -> None:
    """Open the link of the first admin, and sign in with the new password: the second factor is next."""
    with visitor(port) as client:
        form = client.get(link.removeprefix(ADDRESS)).headers["Location"]
        _accept_cookies(client)
        _send(client, form, password1=PASSWORD, password2=PASSWORD)
        _send(client, "/accounts/login/", login="you@partners.example", password=PASSWORD)


def _send(client: httpx.Client, address: str, **entered: str) -> None:
    """Fill in the form of this page."""
    page = client.get(address)
    _accept_cookies(client)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    sent = client.post(address, data={**entered, "csrfmiddlewaretoken": token[1] if token else ""})
    assert sent.status_code == 302, sent.text


def _accept_cookies(client: httpx.Client) -> None:
    """Send cookies although the client doesn't know that the proxy uses TLS."""
    for cookie in client.cookies.jar:
        cookie.secure = False


def _load(console: Console) -> None:
    """Load the settings again."""
    for command in commands_of(GUIDE, "First start"):
        if command.startswith(("set -a", ". .venv")):
            console.run(command)


def _restart(console: Console) -> None:
    _load(console)
    console.follow(GUIDE, "Restart the processes")
    for command in commands_of(GUIDE, "First start"):
        if command.startswith(("python -m portal.process", "curl")):
            console.run(command)


def test_portal_is_installed_watched_restored_and_upgraded(
    new_console: Callable[..., Console], mails: SmtpServer, port: int
) -> None:
    console = new_console()
    output = console.follow(GUIDE, "First start")
    assert "Subject: Test e-mail from Slipway" in mails.lines
    _choose_password(port, re.search(rf"{ADDRESS}/\S+", output[-1])[0])

    probe, *_ = console.follow(GUIDE, "Alarms")
    assert '"status": "ok"' in probe
    for command in commands_of("backups.md", "Back up")[:2]:
        console.run(command)
    copy = new_console()
    _load(copy)
    copy.follow(GUIDE, "Back-ups")

    console.follow("upgrades.md", "Install a release")
    on, _, off = console.follow("maintenance.md", "Maintenance")
    assert ("Read-only" in on, "Maintenance has ended." in off) == (True, True)
    add_key, reencrypt, remove_key = commands_of("keys.md", "Change the key that encrypts")
    console.run(add_key)
    _restart(console)
    console.run(reencrypt)
    console.run(remove_key)
    _restart(console)
    assert console.run("echo $ENCRYPTION_KEYS").count(",") == 0


def test_portal_with_sqlite_is_moved(
    new_console: Callable[..., Console], names: dict[str, str], tmp_path: Path
) -> None:
    sqlite = re.search(r"`(DATABASE_URL=sqlite:\S+)`", (ROOT / "docs" / GUIDE).read_text())[1]
    console = new_console({f"DATABASE_URL={_PAGE_URL}": sqlite, "REDIS_URL=redis://redis.example:6379/0\n": ""})
    commands = commands_of(GUIDE, "First start")
    create = next(command for command in commands if command.startswith("createdb"))
    for command in commands[: commands.index("createuser --pwprompt slipway")]:
        console.run(command)
    if cached_database().exists():
        shutil.copy(cached_database(), tmp_path / "srv" / "data" / "slipway.sqlite3")
    console.run("manage.py prepare")
    backup, move, prepare, verify, end = commands_of("moving.md", "Move from SQLite to PostgreSQL")
    console.run(backup)
    console.run(create)
    assert "tables were moved and compared" in console.run(move)
    console.run(f"export DATABASE_URL={names[_PAGE_URL]}")
    for command in (prepare, verify, end):
        console.run(command)
