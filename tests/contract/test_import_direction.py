"""A room imports only rooms below it."""

import subprocess
import sys
import tomllib

from django.conf import settings

from tests.contract.tree import ROOT


def test_rooms_import_downwards_only() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_every_room_is_in_the_layers() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]

    layers = linter["contracts"][0]["layers"]
    assert list(reversed(layers)) == ["tilekit", *settings.ROOMS]
    assert set(linter["root_packages"]) == set(layers)
