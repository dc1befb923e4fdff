"""URLs of pages and places in the wizard."""

from functools import lru_cache

from django.urls import reverse
from django.utils.http import urlencode

from listings.models import Listing, Revision
from listings.page_urls import control_id, listing_home
from studio.open_rows import query_to_open
from tilekit.sections import STEPS
from tilekit.sections.differences import Difference
from tilekit.sections.files import section_of_place

METRICS_PATH = "data.metadata_csv"
PIPELINE_PATH = "data.log_pipeline_yaml"


def continue_url(listing: Listing) -> str:
    """The URL that redirects to the place of the reader's next act on the listing."""
    return reverse("studio:listing-continue", args=[listing.pk])


def step_url(revision: Revision, step: str, path: str = "") -> str:
    """The URL of a step; path is the field to scroll to."""
    page = revision_url("step", revision, step)
    if not path:
        return page
    query = query_to_open(path)
    return f"{page}{'?' if query else ''}{urlencode(query)}#{control_id(path)}-field"


def url_of_place(revision: Revision, path: str, file: str = "") -> str:
    """The URL of the place of a finding or a comment."""
    return step_url(revision, step_of_section(section_of_place(path, file)), path)


def url_of_change(revision: Revision, change: Difference) -> str:
    """The URL of the place of a change; "" for a file outside the documents."""
    return url_of_place(revision, change.path) if change.section else ""


def url_of_row(revision: Revision, line: int) -> str:
    """The URL of the row in the metrics table for a line of the file."""
    return f"{url_of_place(revision, METRICS_PATH).partition('#')[0]}?line={line}#line-{line}"


def lines_url(revision: Revision, file: str, line: int) -> str:
    """The URL of a line of a file in the revision's folder."""
    query: dict[str, str | int] = {"file": file, "line": line}
    return f"{revision_url('lines', revision)}?{urlencode(query)}#line-{line}"


@lru_cache
def question_url(revision: Revision) -> str:
    """The URL where a partner asks a question: a request for a draft, and a thread once it was submitted."""
    if revision.submission_number:
        return f"{listing_home(revision.listing_id)}#ask"
    return reverse("reviews:question-request", args=[revision.listing_id])


def step_of_section(key: str) -> str:
    """The key of the step that shows the section."""
    return next(step.key for step in STEPS if any(section.key == key for section in step.sections))


def step_of_tab(tab: str) -> str:
    """The key of the first step of a tab of the tile; "overview" for an unknown tab."""
    return next((step.key for step in STEPS if any(section.tab == tab for section in step.sections)), STEPS[0].key)


def revision_url(name: str, revision: Revision, *more: object) -> str:
    """The URL of a page about a revision, such as `revision_url("preview", revision)`."""
    return _cached_reverse(name, revision.listing_id, revision.number, *more)


@lru_cache(maxsize=256)
def _cached_reverse(name: str, *arguments: object) -> str:
    """The URL with this name. URLs are cached, because a file may have thousands of findings."""
    return reverse(f"studio:{name}", args=arguments)
