"""The `tilekit` command, which partners install from the portal: its wheel, and the packages that the wheel needs.

No install line names our distribution alone, because pip would look it up on the public index.
"""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from msgspec import Struct

from api.errors import CommandNotBuilt
from tilekit import __version__

DISTRIBUTION = "slipway-tilekit"
# {name of the requirements file: extra of the distribution}
EXTRAS: Mapping[str, str] = {"tilekit": "", "submit": "submit", "preview": "preview"}
_INSTALL = "pip install --require-hashes --only-binary :all: -r {address}"


class CommandWheel(Struct, frozen=True, kw_only=True):
    """The wheel of this portal. digest is its SHA-256 digest, in hex."""

    path: Path
    digest: str

    @property
    def address(self) -> str:
        """The address with the digest, which pip compares with the file."""
        path = reverse("api:command-wheel", args=[self.digest[:12], self.path.name])
        return f"{settings.PUBLIC_URL}{path}#sha256={self.digest}"


def current_wheel() -> CommandWheel:
    """The wheel that was built when the portal was installed or started. Raises CommandNotBuilt."""
    path = next(settings.WHEEL_FOLDER.glob("*.whl"), None)
    if path is None:
        raise CommandNotBuilt
    return CommandWheel(path=path, digest=_digest(path, path.stat().st_mtime_ns))


@cache
def _digest(path: Path, _modified_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def requirements_text(name: str) -> str:
    """A requirements file for pip with a hash for every package, for each supported Python.

    Raises KeyError, CommandNotBuilt.
    """
    extra = f"[{EXTRAS[name]}]" if EXTRAS[name] else ""
    lock = (settings.BASE_DIR / "requirements" / f"{name}.txt").read_text("utf-8")
    wheel = f"{DISTRIBUTION}{extra} @ {current_wheel().address}"
    return f"# tilekit {__version__} and the packages that it needs\n{wheel}\n{lock}"


def install_line(name: str) -> str:
    """The command that installs tilekit with the packages of a requirements file."""
    return _INSTALL.format(address=f"{settings.PUBLIC_URL}{reverse('api:command-requirements', args=[name])}")


EXAMPLES_FOLDER = Path(__file__).parent / "examples"
_COMMAND_PART = re.compile(r"^#: (?P<name>\w[\w-]*)\n(?P<text>.*?)(?=^#: |\Z)", re.MULTILINE | re.DOTALL)


def example_text(name: str) -> str:
    """The text of an example file, with the portal's URL and its install line filled in."""
    text = (EXAMPLES_FOLDER / name).read_text("utf-8").rstrip()
    return text.replace("{address}", settings.PUBLIC_URL).replace("{install}", install_line("submit"))


def commands() -> Mapping[str, str]:
    """{name: part} of the example shell script, in its order."""
    return {part["name"]: part["text"].rstrip() for part in _COMMAND_PART.finditer(example_text("start.sh"))}
