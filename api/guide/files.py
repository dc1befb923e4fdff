"""The example files on the getting-started page. Tests run each of them."""

import re
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from api.guide.command import install_line

FOLDER = Path(__file__).parent / "examples"
_PART = re.compile(r"^#: (?P<name>\w[\w-]*)\n(?P<text>.*?)(?=^#: |\Z)", re.MULTILINE | re.DOTALL)


def example_text(name: str) -> str:
    """The text of an example file, with the portal's URL and its install line filled in."""
    text = (FOLDER / name).read_text("utf-8").rstrip()
    return text.replace("{address}", settings.PUBLIC_URL).replace("{install}", install_line("submit"))


def commands() -> Mapping[str, str]:
    """{name: part} of the example shell script, in its order."""
    return {found["name"]: found["text"].rstrip() for found in _PART.finditer(example_text("start.sh"))}
