"""The files that the page shows; tests run every one of them."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

FOLDER = Path(__file__).parent / "examples"
_PART = re.compile(r"^#: (?P<name>\w[\w-]*)\n(?P<text>.*?)(?=^#: |\Z)", re.MULTILINE | re.DOTALL)


@cache
def example_text(name: str) -> str:
    """The file, with the portal's address in it."""
    return (FOLDER / name).read_text("utf-8").replace("{address}", settings.PUBLIC_URL).rstrip()


@cache
def commands() -> Mapping[str, str]:
    """The parts of the shell script by name, in its order."""
    return {found["name"]: found["text"].rstrip() for found in _PART.finditer(example_text("start.sh"))}
