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
from tilekit.pipeline.support import pipelines_page

_ERRORS_HEAD = """\
# Error codes

An error means that a request isn't possible now or isn't allowed. Problems with the content of a listing are findings
([checks](checks.md)). Codes never change; texts may. Pages show the text and return the status. The API returns the
code, the text and its values. This page is generated from the `errors.py` of each app; to update it, run `make docs`.
"""


def errors_page() -> str:
    """All error codes with status and text, by app, in English."""
    for app in settings.SLIPWAY_APPS:
        if find_spec(f"{app}.errors"):
            import_module(f"{app}.errors")
    errors = sorted(error_codes().values(), key=lambda error: (settings.SLIPWAY_APPS.index(_app(error)), error.code))
    with translation.override("en"):
        return _ERRORS_HEAD + "".join(line for app, rows in groupby(errors, _app) for line in _table(app, rows))


def _app(error: type[SlipwayError]) -> str:
    return error.__module__.partition(".")[0]


def _table(app: str, errors: Iterator[type[SlipwayError]]) -> Iterator[str]:
    yield f"\n## {app}\n\n| code | status | text |\n|---|---|---|\n"
    for error in errors:
        yield f"| `{error.code}` | {error.status} | {error.message} |\n"


GENERATED_PAGES: Mapping[str, Callable[[], str]] = {
    "checks.md": checks_markdown,
    "configuration.md": configuration_page,
    "errors.md": errors_page,
    "fields.md": field_reference,
    "lifecycle.md": lifecycle_page,
    "pipelines.md": pipelines_page,
}
