"""What the trial of an archive says of its memory."""

import json
import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

# What a parent has in use when it starts the trial is not the trial's.
_PARENT = """
import subprocess, sys
held = bytearray(400_000_000)
held[::4096] = b"x" * len(held[::4096])
command = [sys.executable, "-m", "tilekit.trial", "1000", "30"]
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
