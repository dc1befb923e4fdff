"""Runs the commands on the page for developers exactly as written: in a shell, and with the JavaScript program."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from api.guide.command import EXAMPLES_FOLDER, commands
from tests.wire.package import FOLDER as NAME
from tests.wire.package import archive
from tests.wire.program import Program
from tests.wire.scene import Key

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
SECONDS = 120
_PLACEHOLDERS = {"sign-in", "receive"}  # parts with values that the reader fills in
TOOLS = ("bash", "curl", "jq", "node")


@pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)}")
def test_a_stranger_follows_the_page(base: str, key: Key, program: Program, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    with zipfile.ZipFile(BytesIO(archive())) as packed:
        packed.extractall(desk)
    (desk / NAME).rename(desk / "my-listing")
    values = {"SLIPWAY_URL": base, "SLIPWAY_TENANT": key["tenant"], "SLIPWAY_CLIENT_ID": key["client"]}
    values["SLIPWAY_CLIENT_SECRET"] = key["secret"]
    assert re.findall(r"export (\w+)=", commands()["sign-in"]) == list(values)
    script = "\n".join(["set -eo pipefail", *(text for name, text in commands().items() if name not in _PLACEHOLDERS)])

    shown = run(["bash", "-c", script], desk, values)

    assert '"outcome":' in shown
    (listing,) = program.call("GET", "listings")["items"]
    (submission,) = program.call("GET", f"{listing['links']['self']}/submissions")["items"]
    assert program.reaches(submission["links"]["self"], "waiting")

    program.call("POST", f"{listing['links']['self']}/withdrawal", {"reason": "Another try."})
    again = json.loads(run(["node", str(EXAMPLES_FOLDER / "client.mjs"), "listing.zip", listing["id"]], desk, values))
    assert (again["listing"], again["outcome"]) == (listing["id"], "waiting")
    assert again["submission"] != submission["id"]


def run(command: list[str], folder: Path, values: dict[str, str]) -> str:
    """The output of the command, which must succeed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **values},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
