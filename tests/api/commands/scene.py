"""Runs `tilekit` against the portal in this process; the events that it waits for happen while it pauses."""

import json
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from django.test import Client
from msgspec import Struct

from listings.content.packages import zip_of_revision
from listings.models import Revision
from tests.api.factories import Caller
from tilekit.commands import main
from tilekit.commands.submit import connection, portal, rollout
from tilekit.commands.submit.timing import Clock

BASE = "http://127.0.0.1"


class Ended(Struct, frozen=True, kw_only=True):
    """The result of running the command. report is the JSON that it printed."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        return dict(json.loads(self.out))


class Command:
    """Runs a command. meanwhile has a function for each of its first pauses; always is called in all later pauses."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys
        self.meanwhile: list[Callable[[], object]] = []
        self.always: Callable[[], object] = lambda: None
        self.pauses, self.seconds = 0, 0.0
        self.calls: list[str] = []
        clock = Clock(now=lambda: self.seconds, sleep=self._pause)
        monkeypatch.setattr(connection, "Clock", lambda: clock)
        monkeypatch.setattr(rollout, "Clock", lambda: clock)
        monkeypatch.setattr(portal, "new_http", self._http)
        monkeypatch.setenv("SLIPWAY_URL", BASE)

    def key(self, caller: Caller) -> None:
        """Use the key of this application."""
        values = (str(caller.organisation.pk), str(caller.application.client_id), caller.secret)
        for name, value in zip(("TENANT", "CLIENT_ID", "CLIENT_SECRET"), values, strict=True):
            self._monkeypatch.setenv(f"SLIPWAY_{name}", value)

    def run(self, *words: Path | str) -> Ended:
        self._capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as stopped:
            code = int(str(stopped.code))
        out, err = self._capsys.readouterr()
        return Ended(code=code, out=out, err=err)

    def submit(self, *words: Path | str) -> Ended:
        return self.run("submit", *words, "--format", "json")

    def _pause(self, seconds: float) -> None:
        self.pauses += 1
        self.seconds += seconds
        (self.meanwhile.pop(0) if self.meanwhile else self.always)()

    def _http(self, base: str) -> httpx.Client:
        def note(request: httpx.Request) -> None:
            self.calls.append(f"{request.method} {request.url.path}")

        return httpx.Client(base_url=base, transport=_Portal(), event_hooks={"request": [note]})


class _Portal(httpx.BaseTransport):
    """Passes requests to Django, as Django's test client does."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sent = {name: value for name, value in request.headers.items() if name not in {"content-length", "host"}}
        response = Client(raise_request_exception=False).generic(
            request.method,
            request.url.raw_path.decode(),
            request.read(),
            content_type=sent.pop("content-type", "application/octet-stream"),
            headers=sent,
        )
        return httpx.Response(response.status_code, headers=dict(response.items()), content=response.getvalue())


def exported(revision: Revision, folder: Path) -> Path:
    """Export the folder of a draft to disk; returns its path."""
    with ZipFile(BytesIO(zip_of_revision(revision))) as packed:
        packed.extractall(folder)
    return next(path.parent for path in folder.rglob("manifest.json"))


def edit_manifest(folder: Path, **values: str) -> None:
    """Change values of the tile in the manifest."""
    file = folder / "manifest.json"
    manifest: Mapping[str, Any] = json.loads(file.read_text())
    manifest["tile"].update(values)
    file.write_text(json.dumps(manifest, indent=2))


def add_version(folder: Path) -> None:
    """Add a version to the release notes, above the first one."""
    file = folder / "CHANGELOG.md"
    newer = "## 1.1.0 / 2025-04-01\n\n***Changed***:\n\n* Clearer description\n\n"
    file.write_text(file.read_text().replace("## 1.0.0", f"{newer}## 1.0.0", 1))
