"""After the preload, checks load no other module, so that processes that fork share all of them."""

import subprocess
import sys
from multiprocessing import get_start_method

import pytest

from tests.shared import SMALL

_CODE = """
import datetime, sys
from pathlib import Path
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.preload import preload_checks
from tests.shared import bundle_of_folder

preload_checks()
before = set(sys.modules)
for folder in sorted(Path(sys.argv[1]).iterdir()):
    if folder.is_dir():
        run_checks(bundle_of_folder(folder), Context(today=datetime.date(2026, 1, 1)))
print(*sorted(set(sys.modules) - before))
"""


def test_checks_load_no_module_after_the_preload() -> None:
    done = subprocess.run([sys.executable, "-c", _CODE, SMALL], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


@pytest.mark.skipif(get_start_method() != "fork", reason="Other start methods share no modules.")
def test_processes_of_the_command_share_the_preload() -> None:
    code = (
        "import sys; from tilekit.commands.workers import map_in_order\n"
        "def loaded(name): return name in sys.modules\n"
        "print(all(map_in_order(['tilekit.checks.cross.content', 'ua_parser'], loaded, jobs=2)))"
    )

    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout == "True\n"
