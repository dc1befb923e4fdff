"""Packages are pinned by version and hash, never by URL; no tracked file names this machine."""

import json
import os
import re
import subprocess
import sys
import tomllib

import pytest

from tests.contract.tree import ROOT, tracked

LOCKS = ("tilekit", "run", "develop", "production")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==[^ ]+", re.MULTILINE)
_NAME = re.compile(r"^[A-Za-z0-9._-]+")
# Put together here, so that this file does not find itself.
_REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "simple" + "/index")
_MACHINE = re.compile(r"/(?:work|farm)" + r"/(?:main|shared|steering|in|\.\w+)\b")


def _names(file: str) -> set[str]:
    """The packages in a requirements file and in the files that it includes."""
    lines = (ROOT / "requirements" / file).read_text().splitlines()
    included = [line.removeprefix("-r ").strip() for line in lines if line.startswith("-r ")]
    packages = {match[0].lower() for line in lines if line[:1].isalnum() and (match := _NAME.match(line))}
    return packages.union(*(_names(other) for other in included))


def _declared(requirements: list[str]) -> set[str]:
    return {match[0].lower() for line in requirements if (match := _NAME.match(line))}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_hashes_and_no_address(name: str) -> None:
    lock = (ROOT / "requirements" / f"{name}.txt").read_text()

    assert "://" not in lock
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock.strip())
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_lock_of_node_tools_has_hashes_and_no_address() -> None:
    lock = json.loads((ROOT / "requirements" / "node" / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    addresses = {key for package in packages.values() for key, value in package.items() if "://" in json.dumps(value)}

    assert addresses == set()
    assert [name for name, package in packages.items() if not package.get("integrity", "").startswith("sha512-")] == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_what_is_asked_for(name: str) -> None:
    locked = {pin.lower() for pin in _PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text())}

    assert {wanted.replace("_", "-") for wanted in _names(f"{name}.in")} <= locked


def test_package_declares_what_the_lock_of_tilekit_holds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert _declared(project["dependencies"]) == _names("tilekit.in")
    extra = _declared(project["optional-dependencies"]["portal"])
    assert extra == _names("run.in") - _names("tilekit.in") - {"setuptools"}


# Loads the portal as if only the packages whose names follow were installed.
_LOAD = """
import re, sys
from importlib.metadata import packages_distributions
installed = packages_distributions()
def is_there(name):
    names = {re.sub("[._-]+", "-", package).lower() for package in installed.get(name, ())}
    return not names or names & {*sys.argv[1:], "slipway-tilekit"}
class Absent:
    def find_spec(self, name, path=None, target=None):
        if not path and not is_there(name):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
import django
django.setup()
import portal.urls, portal.wsgi, portal.celery
"""


def test_portal_loads_with_what_its_lock_holds() -> None:
    """A package of the developers may hide that another one imports it without requiring it."""
    locked = [pin.lower() for pin in _PIN.findall((ROOT / "requirements" / "run.txt").read_text())]
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    command = [sys.executable, "-c", _LOAD, *locked]

    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_no_tracked_file_names_a_registry_or_a_path_of_this_machine() -> None:
    imports = [
        f"{path}: {line.strip()[:100]}"
        for path in tracked()
        if (text := _text_of(path))
        for line in text.splitlines()
        if any(registry in line for registry in _REGISTRIES) or _MACHINE.search(line)
    ]

    assert imports == []


def _text_of(path: object) -> str:
    try:
        return (ROOT / str(path)).read_text()
    except UnicodeDecodeError:
        return ""
