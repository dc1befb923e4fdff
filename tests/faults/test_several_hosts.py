"""Two hosts with web and worker processes share PostgreSQL, Redis and a bucket, and nothing else."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from msgspec import Struct

from tests.faults.browser import GENEROUS_SECONDS, Browser, start_web
from tests.faults.conftest import free_port
from tests.faults.instance import Instance, kill_group
from tests.files import samples
from tests.files.s3_server import S3Server, s3_server
from tests.tilekit.listing import base_files
from tilekit.scaffold.archive import zip_of_files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("faults"),
    pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="hosts share PostgreSQL and Redis"),
]
_LARGE = {"README.md": b"# Widget\n" + b"a\n" * 5_000}  # more than IMPORT_IN_WEB_KB


class Host(Struct, frozen=True, kw_only=True):
    """A host with its own data folder, and the browser of a person whose requests it gets."""

    instance: Instance
    browser: Browser
    port: int

    @property
    def name(self) -> str:
        return self.instance.environ["WORKER_NAME"]

    def start_web(self) -> None:
        start_web(self.instance, self.port, self.browser)

    def start_worker(self) -> None:
        self.instance.start("portal.process", "worker")

    def kill(self, number: int) -> None:
        """Kill its process with this number."""
        kill_group(self.instance.processes[number])


@pytest.fixture
def bucket() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture
def hosts(instance: Instance, bucket: S3Server, tmp_path: Path) -> Iterator[tuple[Host, Host]]:
    instance.environ |= {"STORAGE_URL": bucket.url(), "IMPORT_IN_WEB_KB": "1"}
    with ExitStack() as stack:
        yield _host("east", instance, tmp_path, stack), _host("west", instance, tmp_path, stack)


def _host(name: str, shared: Instance, folder: Path, stack: ExitStack) -> Host:
    data = folder / name
    data.mkdir()
    environ = {**shared.environ, "DATA_DIR": str(data), "WORKER_NAME": name}
    instance, port = Instance(folder=data, environ=environ), free_port()
    stack.callback(instance.kill_all)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=GENEROUS_SECONDS)
    return Host(instance=instance, browser=Browser(client=stack.enter_context(client)), port=port)


def _sign_in(email: str, *hosts: Host) -> None:
    """Sign in on the first host. The others get its cookies, as behind a proxy."""
    assert hosts[0].browser.sign_in(email).status_code == 302
    for host in hosts[1:]:
        host.browser.client.cookies.update(hosts[0].browser.client.cookies)


def _import_on(host: Host, name: str) -> str:
    """Upload an archive, which a worker must read; returns the page of the import."""
    archive = zip_of_files({**base_files(), **_LARGE}, name)
    files = {"upload-uploads": (f"{name}.zip", archive, "application/zip")}
    sent = host.browser.client.post("/listings/import/", files=files, headers=host.browser._token())
    assert sent.status_code == 302, sent.text
    return sent.headers["Location"]


def _worker_of_import(instance: Instance, number: int) -> str:
    """The name of the host whose worker finished the import with this number; waits for it."""
    rows = instance.eventually(lambda: _finished_imports(instance, number), f"import {number} is done")
    return rows[number - 1].partition(":")[0]


def _finished_imports(instance: Instance, number: int) -> list[str]:
    workers = instance.drive("imports")
    return workers if len(workers) == number and all(workers) else []


def test_any_host_goes_on_with_what_another_began(
    instance: Instance, hosts: tuple[Host, Host], bucket: S3Server
) -> None:
    east, west = hosts
    person = instance.drive("scene")
    for host in hosts:
        host.start_web()
    west.start_worker()
    instance.start("portal.process", "beat")
    _sign_in(person["email"], east, west)

    page = _import_on(east, "acme_widget")
    assert _worker_of_import(instance, 1) == west.name
    assert "Acme" in west.browser.get(page).text

    logo = samples.SVG.replace(b"<path", b"<desc>east</desc><path")
    assert east.browser.upload(person["upload"], "logo_light-file", "logo.svg", logo).status_code == 200
    assert logo in bucket.objects.values()

    east.kill(0)  # its web process
    west.kill(1)  # its worker
    east.start_worker()
    page = _import_on(west, "acme_gadget")
    assert _worker_of_import(instance, 2) == east.name
    assert west.browser.get(page).status_code == 200
    assert west.browser.get(person["step"]).status_code == 200

    shutil.rmtree(east.instance.folder)  # a new machine takes its place
    east.instance.folder.mkdir()
    east.start_web()
    assert east.browser.get(page).status_code == 200
    local = {path.name for host in hosts for path in host.instance.folder.iterdir()}
    assert not local & {"files", "broker", "cache", "slipway.sqlite3"}
