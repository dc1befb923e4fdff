"""A repository publishes its listing with `tilekit submit`; the command is killed and restarted on the way."""

import json
import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from msgspec import Struct

from tests.faults.instance import Instance
from tests.wire.package import FOLDER, TITLE, archive
from tests.wire.person import Person
from tests.wire.program import Json, Program
from tests.wire.scene import TEAMS, Enter, Key, enables, schedules

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
_SECONDS = 240  # a time limit in case nothing arrives; the machine may be busy
_WHO = {"GIT_AUTHOR_NAME": "Bo", "GIT_AUTHOR_EMAIL": "bo@harbour.example"}
_GIT = {**_WHO, **{name.replace("AUTHOR", "COMMITTER"): value for name, value in _WHO.items()}}


class Repository(Struct, frozen=True, kw_only=True):
    """A clone of a repository in which CI runs the command."""

    folder: Path
    environ: dict[str, str]

    def commit(self, tag: str, **tile: str) -> None:
        """Commit and tag a version with these values of the tile."""
        manifest = self.folder / FOLDER / "manifest.json"
        values = json.loads(manifest.read_text())
        values["tile"].update(tile)
        manifest.write_text(json.dumps(values, indent=2))
        for words in (["add", "."], ["commit", "-q", "-m", tag], ["tag", tag]):
            subprocess.run(["git", *words], cwd=self.folder, env=self.environ, check=True)

    def start(self, *words: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tilekit", "submit", FOLDER, "--format", "json", *words]
        return subprocess.Popen(
            command, cwd=self.folder, env=self.environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def submit(self, *words: str) -> tuple[int, Json]:
        """The exit code and the output."""
        return ended(self.start("--confirm", "all", *words))


def ended(process: "subprocess.Popen[str]") -> tuple[int, Any]:
    out, err = process.communicate(timeout=_SECONDS)
    assert out, err
    return process.returncode, json.loads(out)


@pytest.fixture
def repository(base: str, key: Key, tmp_path: Path) -> Repository:
    """A repository with the package of the tests, and the key of the program in the environment."""
    folder = tmp_path / "clone"
    with ZipFile(BytesIO(archive())) as packed:
        packed.extractall(folder)
    names = {"tenant": "SLIPWAY_TENANT", "client": "SLIPWAY_CLIENT_ID", "secret": "SLIPWAY_CLIENT_SECRET"}
    base_environ = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    secrets = {names[name]: value for name, value in key.items()}
    paths = {"TILEKIT_CACHE": str(tmp_path / "tilekit"), "PYTHONPATH": str(Path.cwd())}
    repository = Repository(folder=folder, environ={**base_environ, **_GIT, **secrets, **paths, "SLIPWAY_URL": base})
    subprocess.run(["git", "init", "-q"], cwd=folder, env=repository.environ, check=True)
    return repository


def test_a_repository_brings_its_listing_to_customers(
    instance: Instance, repository: Repository, program: Program, enter: Enter
) -> None:
    repository.commit("v1.0.0")
    code, report = repository.submit("--new")
    assert (code, report["outcome"], report["missing"]) == (1, "refused", ["support.maintainer_email"])
    home = f"/api/v1/listings/{report['listing']['id']}"
    program.call("PATCH", f"{home}/sections/support", {"maintainer_email": "team@harbour.example"})

    repository.commit("v1.0.1", title=TITLE * 9)
    code, report = repository.submit()
    assert (code, "MF-009" in {finding["code"] for finding in report["findings"]}) == (1, True)

    repository.commit("v1.0.2", title=TITLE)
    assert repository.submit()[1]["outcome"] == "waiting"
    decides(enter("docs"), "Request changes", note="Say where.")
    assert repository.submit()[0] == 3

    repository.commit("v1.0.3", description="Tide levels of every harbour")
    waiting = killed(instance, repository, program, home)
    for login in TEAMS:
        decides(enter(login), "Approve")
    enables(enter("admin"))
    goes_live(program, home)
    code, report = ended(waiting)
    assert (code, report["outcome"], report["submission"]["outcome"]) == (0, "live", "live")
    assert httpx.get(report["submission"]["links"]["tile"]).headers["Listing-Digest"] == report["submission"]["digest"]
    assert repository.submit() == (0, {**report, "outcome": "already-live"})
    assert len(program.call("GET", f"{home}/submissions")["items"]) == 2


def killed(instance: Instance, repository: Repository, program: Program, home: str) -> "subprocess.Popen[str]":
    """Start the command, kill it once the portal has the submission, and start it again."""
    first = repository.start("--confirm", "all", "--wait-for", "live")
    instance.eventually(lambda: len(program.call("GET", f"{home}/submissions")["items"]) == 2, "it is submitted")
    first.send_signal(signal.SIGKILL)
    first.communicate(timeout=_SECONDS)
    again = repository.start("--confirm", "all", "--wait-for", "live")
    (newest, _) = program.call("GET", f"{home}/submissions")["items"]
    program.reaches(newest["links"]["self"], "waiting")
    return again


def decides(reviewer: Person, words: str, **typed: str) -> None:
    """Go from the queue to the review, and decide."""
    review = reviewer.follow(reviewer.follow(reviewer.open("/"), "Queue"), TITLE)
    reviewer.press(review, words, **typed)


def goes_live(program: Program, home: str) -> None:
    (on,) = program.call("GET", f"{home}/activations")["items"]
    program.call("POST", f"{home}/sign-off", {"submission": on["submission"]})
    schedules(program, home)
