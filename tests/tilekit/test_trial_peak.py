"""The memory that the trial of an archive reports."""

import json
import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

# Memory that the parent already uses does not belong to the trial.
_PARENT = """
import subprocess, sys
held = bytearray(400_000_000)
held[::4096] = b"x" * len(held[::4096])
command = [sys.executable, "-m", "tilekit.trial_import", "1000", "30"]
sys.stdout.buffer.write(subprocess.run(command, input=sys.stdin.buffer.read(), capture_output=True, check=True).stdout)
"""


def test_memory_of_the_parent_does_not_count() -> None:
    archive = BytesIO()
    with ZipFile(archive, "w") as opened:
        opened.writestr("acme/README.md", "# Acme\n")

    done = subprocess.run([sys.executable, "-c", _PARENT], input=archive.getvalue(), capture_output=True, check=True)

    last = json.loads(done.stdout.splitlines()[-1])
    assert last["is_read"]
    assert last["peak_mb"] < 300
