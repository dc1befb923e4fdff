"""Portal and tilekit run on each supported Python. `make lock` checks what needs a package index."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from requirements.install import SUPPORTED, main, version
from tests.contract.tree import GROUP, ROOT, syntax_tree, tracked

pytestmark = pytest.mark.xdist_group(GROUP)
PYENV = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
VERSIONS = [version(numbers) for numbers in SUPPORTED]
_PIN = re.compile(r"^(\w.*) \\$", re.MULTILINE)
# Left out of the standard library after 3.11.
_REMOVED = re.compile(
    r"(aifc|asynchat|asyncore|audioop|cgi|cgitb|chunk|crypt|distutils|imghdr|imp|lib2to3|mailcap|msilib|nis|nntplib"
    r"|ossaudiodev|pipes|smtpd|sndhdr|spwd|sunau|telnetlib|uu|xdrlib)(\..*)?"
)
# Compiles in memory, with every warning an error.
_COMPILE = """
import pathlib, sys
for name in sys.stdin.read().split("\\0"):
    compile(pathlib.Path(name).read_bytes(), name, "exec", dont_inherit=True)
"""


@cache
def installed() -> dict[str, Distribution]:
    return {canonicalize_name(distribution.metadata["Name"]): distribution for distribution in distributions()}


def locked(python: str) -> dict[str, str]:
    """{name: version} of the packages that the lock file installs for this Python."""
    pins = map(Requirement, _PIN.findall((ROOT / "requirements" / "develop.txt").read_text()))
    return {canonicalize_name(pin.name): str(pin.specifier)[2:] for pin in pins if _applies(pin, python)}


def _applies(requirement: Requirement, python: str) -> bool:
    there = {**default_environment(), "python_version": python, "python_full_version": f"{python}.9"}
    return requirement.marker is None or requirement.marker.evaluate({**there, "extra": ""})


@pytest.mark.parametrize("python", VERSIONS)
def test_lock_is_complete_and_fits(python: str) -> None:
    pins = locked(python)

    wrong = [
        f"{name} {pin} wants {wanted}"
        for name, pin in pins.items()
        if name in installed()
        for wanted in map(Requirement, installed()[name].requires or [])
        if _applies(wanted, python) and not wanted.specifier.contains(pins.get(canonicalize_name(wanted.name), "0"))
    ]

    assert len(pins) > 90
    assert wrong == []


@pytest.mark.parametrize("python", VERSIONS)
def test_packages_and_tilekit_allow_it(python: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wants = {name: installed()[name].metadata["Requires-Python"] for name in locked(python) if name in installed()}

    refusing = {name: wanted for name, wanted in wants.items() if wanted and f"{python}.9" not in SpecifierSet(wanted)}

    assert refusing == {}
    assert f"Programming Language :: Python :: {python}" in project["classifiers"]
    assert f"{python}.0" in SpecifierSet(project["requires-python"])


@pytest.mark.slow
def test_nothing_imports_what_later_pythons_removed() -> None:
    imports = {
        f"{path}: {name}"
        for path in tracked(".py")
        if "samples" not in path.parts
        for node in ast.walk(syntax_tree(path))
        for name in _imported(node)
        if _REMOVED.fullmatch(name)
    }

    assert imports == set()


@pytest.mark.slow
def test_all_files_compile_without_a_warning() -> None:
    """With the newest version on this machine: it warns of everything that an older one warns of."""
    newer = VERSIONS[VERSIONS.index(version(sys.version_info)) + 1 :]
    interpreter = next(filter(None, map(_interpreter, reversed(newer))), None)
    if not interpreter:
        pytest.skip("This machine has no newer Python.")
    names = "\0".join(str(path) for path in tracked(".py") if "samples" not in path.parts)

    done = subprocess.run(
        [interpreter, "-W", "error", "-c", _COMPILE], input=names, cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-500:]


@pytest.mark.parametrize("numbers", [(3, 10, 9), (3, 15, 0)])
def test_other_pythons_are_refused(
    numbers: tuple[int, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.version_info", numbers)

    assert main("run") == 2
    assert "Slipway needs Python 3.11 to 3.14" in capsys.readouterr().out


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def _interpreter(python: str) -> str:
    """The first interpreter of this version that starts. A shim may point to one that is not installed."""
    interpreters = (PYENV / "versions").glob(f"{python}.*/bin/python")
    for name in (f"python{python}", *map(str, interpreters)):
        try:
            subprocess.run([name, "-c", ""], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return name
    return ""
