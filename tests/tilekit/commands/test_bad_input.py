"""Every type of file with every fault: findings or a usage error, within limits, and never a traceback."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tilekit.commands.matrix import BYTES, FILES, GROUPS, NAMES, PLACED, write_broken
from tilekit.commands import main
from tilekit.scaffold.archive import zip_of_files

ROOT = Path(__file__).resolve().parents[3]
# Far more than needed, but less than a computer has, to detect unlimited growth.
MEMORY_BYTES, SECONDS = 2_000_000_000, 300
FAULTS = [*BYTES, *PLACED, *NAMES]
# The number of faults per process, because starting one takes longer than checking a listing.
TOGETHER = 24
# Each fault is in so many groups of files, in turns.
GROUPS_OF_FAULT = 3
# Every listing is checked, and some are fixed or rewritten, in one process that may not grow.
SCRIPT = """
import contextlib, io, resource, sys
memory, seconds = int(sys.argv.pop(1)), int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
from tilekit.commands import main
folders = sys.argv[1:]
codes = {main(["validate", "--no-cache", "--as-submission", "--jobs", "1", "--format", "json", *folders])}
with contextlib.redirect_stdout(io.StringIO()):
    codes |= {main(["fix", "--ignore", "IM,LG", folder]) for folder in folders[::8]}
    codes |= {main(["rewrite", folder, folder + ".out"]) for folder in folders[::3]}
sys.exit(0 if codes <= {0, 1} else f"exit codes {codes}")
"""


@pytest.mark.parametrize("first", range(0, len(FAULTS), TOGETHER), ids=lambda first: FAULTS[first])
@pytest.mark.slow
def test_listing_with_a_fault_gives_findings(first: int, tmp_path: Path) -> None:
    faults = enumerate(FAULTS[first : first + TOGETHER], first)
    turns = [(fault, (number + turn) % len(GROUPS)) for number, fault in faults for turn in range(GROUPS_OF_FAULT)]
    cases = [(fault, GROUPS[turn]) for fault, turn in turns]
    folders = [tmp_path / str(number) / "acme_widget" for number in range(len(cases))]
    for folder, (fault, group) in zip(folders, cases, strict=True):
        write_broken(folder, group, fault)
    command = [sys.executable, "-c", SCRIPT, str(MEMORY_BYTES), str(SECONDS), *map(str, folders)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    shutil.rmtree(tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr[-2000:]
    outcomes = json.loads(done.stdout)["listings"]
    assert len(outcomes) == len(cases)
    assert [case for case, outcome in zip(cases, outcomes, strict=True) if outcome["unchecked"]] == []


@pytest.mark.parametrize("fault", BYTES)
@pytest.mark.usefixtures("must_end")
def test_archive_with_a_fault_gives_findings_or_a_usage_error(
    fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {path: data for path, data in FILES.items() if path.endswith((".md", ".csv"))}
    broken = BYTES[fault]("acme.zip", zip_of_files(files, "acme_widget"))
    (tmp_path / "acme.zip").write_bytes(broken or b"")

    assert main(["validate", "--no-cache", str(tmp_path / "acme.zip")]) in (1, 2)
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("fault", ["half a character", "half in texts", "no text"])
@pytest.mark.usefixtures("must_end")
def test_names_that_nothing_can_write_stop_no_format_and_no_fix(
    fault: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    for number, group in enumerate(GROUPS):
        folder = tmp_path / str(number) / "acme_widget"
        write_broken(folder, group, fault)

        for form in ("sarif", "junit", "github", "text"):
            assert main(["validate", "--format", form, str(folder)]) in (0, 1)
        assert main(["fix", str(folder)]) in (0, 1)
        assert main(["fix", "--apply", str(folder)]) == 0
        assert [path.name for path in folder.rglob(".tilekit-*")] == []
    assert b"Traceback" not in capsysbinary.readouterr().err
