"""The memory that the trial of an archive may use."""

import json
import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

import pytest

from tilekit.trial_import import OUT_OF_MEMORY

# Memory that the parent already uses does not belong to the trial.
_PARENT = """
import subprocess, sys
held = bytearray(400_000_000)
held[::4096] = b"x" * len(held[::4096])
command = [sys.executable, "-m", "tilekit.trial_import", "300", "30"]
sys.stdout.buffer.write(subprocess.run(command, input=sys.stdin.buffer.read(), capture_output=True, check=True).stdout)
"""


# The thread that watches the memory gets none itself.
_SHORT_OF_MEMORY = """
from tilekit import trial_import

def peak_mb():
    raise MemoryError

trial_import._peak_mb = peak_mb
trial_import._watch(1_000)
"""


@pytest.fixture
def archive() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as opened:
        opened.writestr("acme/README.md", "# Acme\n")
    return packed.getvalue()


def test_memory_of_the_parent_does_not_count(archive: bytes) -> None:
    done = subprocess.run([sys.executable, "-c", _PARENT], input=archive, capture_output=True, check=True)

    assert json.loads(done.stdout.splitlines()[-1]) == {"is_read": True}


def test_trial_ends_as_soon_as_it_needs_more_memory(archive: bytes) -> None:
    """An interpreter without memory can hang or crash instead."""
    command = [sys.executable, "-m", "tilekit.trial_import", "1", "30"]

    done = subprocess.run(command, input=archive, capture_output=True, check=False)

    assert done.returncode == OUT_OF_MEMORY
    progress = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(step["done"] < step["total"] for step in progress)


def test_trial_ends_if_its_watch_gets_no_memory() -> None:
    done = subprocess.run([sys.executable, "-c", _SHORT_OF_MEMORY], check=False)

    assert done.returncode == OUT_OF_MEMORY
