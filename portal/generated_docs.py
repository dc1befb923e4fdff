"""The pages of `docs/` that are generated from the code. `make docs` writes them; a test fails if one is outdated."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby

from django.conf import settings
from django.utils import translation

from common.errors import SlipwayError, error_codes
from listings.lifecycle.diagram import lifecycle_page
from portal.environment import configuration_page
from tilekit.commands.checks import checks_markdown
from tilekit.commands.fields import field_reference

_HEAD = """\
# Error codes

An error means that a request isn't possible now or isn't allowed. Problems with the content of a listing are findings
([checks](checks.md)). Codes never change; texts may. Pages show the text and return the status. The API returns the
code, the text and its values. This page is generated from the `errors.py` of each room; to update it, run `make docs`.
"""


def errors_page() -> str:
    """All error codes with status and text, by room, in English."""
    for room in settings.ROOMS:
        if find_spec(f"{room}.errors"):
            import_module(f"{room}.errors")
    known = sorted(error_codes().values(), key=lambda error: (settings.ROOMS.index(_room(error)), error.code))
    with translation.override("en"):
        return _HEAD + "".join(line for room, errors in groupby(known, _room) for line in _table(room, errors))


def _room(error: type[SlipwayError]) -> str:
    return error.__module__.partition(".")[0]


def _table(room: str, errors: Iterator[type[SlipwayError]]) -> Iterator[str]:
    yield f"\n## {room}\n\n| code | status | text |\n|---|---|---|\n"
    for error in errors:
        yield f"| `{error.code}` | {error.status} | {error.message} |\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "checks.md": checks_markdown,
    "configuration.md": configuration_page,
    "errors.md": errors_page,
    "fields.md": field_reference,
    "lifecycle.md": lifecycle_page,
}
