"""URLs of the wizard, shared by findings, comments and reasons."""

from functools import lru_cache

from django.urls import reverse
from django.utils.http import urlencode

from listings.models import Revision
from listings.page_urls import control_id
from studio.wizard.folded_rows import query_to_open
from tilekit.sections import STEPS
from tilekit.sections.differences import Difference
from tilekit.sections.files import section_of_place

METRICS_PATH = "data.metadata_csv"


def step_url(revision: Revision, step: str, path: str = "") -> str:
    """The page of a step, at the field of the path if there is one."""
    page = revision_url("step", revision, step)
    if not path:
        return page
    query = query_to_open(path)
    return f"{page}{'?' if query else ''}{urlencode(query)}#{control_id(path)}-field"


def url_of_place(revision: Revision, path: str, file: str = "") -> str:
    """The place in the wizard for a finding or a comment."""
    return step_url(revision, step_of_section(section_of_place(path, file)), path)


def url_of_change(revision: Revision, change: Difference) -> str:
    """The place of a change in the wizard; "" for a file outside the documents."""
    return url_of_place(revision, change.path) if change.section else ""


def url_of_row(revision: Revision, line: int) -> str:
    """The row of the metrics table for a line of its file."""
    return f"{url_of_place(revision, METRICS_PATH).partition('#')[0]}?line={line}#line-{line}"


def lines_url(revision: Revision, file: str, line: int) -> str:
    """A line of a file of the revision's folder."""
    query: dict[str, str | int] = {"file": file, "line": line}
    return f"{revision_url('lines', revision)}?{urlencode(query)}#line-{line}"


def step_of_section(key: str) -> str:
    """The key of the step that shows the section."""
    return next(step.key for step in STEPS if any(section.key == key for section in step.sections))


def step_of_tab(tab: str) -> str:
    """The key of the first step of a tab of the tile; "overview" for an unknown tab."""
    return next((step.key for step in STEPS if any(section.tab == tab for section in step.sections)), STEPS[0].key)


def revision_url(name: str, revision: Revision, *more: object) -> str:
    """A URL below a revision: `revision_url("preview", revision)`."""
    return _reversed(name, revision.listing_id, revision.number, *more)


@lru_cache(maxsize=256)
def _reversed(name: str, *arguments: object) -> str:
    """Cached, because a file may have thousands of findings."""
    return reverse(f"studio:{name}", args=arguments)
