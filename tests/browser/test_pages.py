"""Every page for every role, narrow and wide, in light and dark mode, with all that opens on it: no axe findings, no
overflow, no console errors.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.urls import resolve
from django.utils import timezone

from jobs.models import Job, JobState, Priority
from tests.browser.axe import NARROW_PX, NARROWEST_PX, WIDE_PX, faults_on_every_width, load_axe_with_pages
from tests.browser.openers import faults_of_openers
from tests.browser.pages import MISSING, NOBODY, PAGES, World, build_world
from tests.browser.people import sign_in
from tests.browser.steps import PASSWORD
from tests.chromium import BrowserPage
from tests.contract.access_table import READS
from tests.contract.tree import ROOT

pytestmark = pytest.mark.browser
PX = {"px": 1, "rem": 16}
# Fragments of pages, files and redirects.
NO_PAGES = {
    "health-live",
    "health-ready",
    "common:favicon",
    "common:robots",
    "common:security",
    "common:search-results",
    "guides:sample",
    "guides:sample-picture",
    "trials:authorize",
    "trials:call",
    "trials:unknown-address",
    "accounts:profile-export",
    "accounts:company-callback",
    "accounts:passkey-options",
    "accounts:company-link",
    "accounts:company-link-open",
    "api:command-requirements",
    "api:command-wheel",
    "files:file",
    "files:rendition",
    "notices:mail-detail",
    "notices:unread-count",
    "insights:insights-csv",
    "insights:organisation-csv",
    "operations:audit-export-download",
    "operations:metrics",
    "operations:secret-erasure",  # `test_erase_secret.py` looks at it
    "operations:setting-export",
    "reviews:draft-change",
    "reviews:review-presence",
    "reviews:thread-suggestion",
    "validation:change-feed",
    "validation:dispute-case",
    "validation:former-requests",
    "reviews:submission-download",
    "reviews:thread-open",
    "studio:crop",
    "studio:import-progress",
    "studio:oauth-secret",
    "studio:listing-continue",
    "studio:listing-import",
    "studio:listing-requirements",
    "studio:revision-export",
    "studio:step-working",
    "studio:submit",
    "studio:progress",
    "studio:presence",
    "studio:findings",
    "studio:name",
    "studio:metrics",
    "studio:metrics-paste",
    "studio:metrics-row",
    "studio:metrics-rows",
    "studio:section-fields",
    "validation:former-page",
    "validation:live-progress",
    "validation:live-report",
}


@pytest.fixture
def world(
    transactional_db: None, data_dir: Path, settings: pytest.FixtureRequest, run_jobs: Callable[[], int]
) -> World:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = data_dir / "mail"
    settings.DEMO_MODE = True
    content = build_world(timezone.now())
    run_jobs()
    now = timezone.now()
    Job.objects.create(
        kind="make-renditions",
        state=JobState.FAILED,
        priority=Priority.BULK,
        run_at=now,
        created_at=now,
        finished_at=now,
    )
    return content


@pytest.mark.xdist_group("pages")
def test_pages_are_clean_on_every_width(world: World, new_browser_page: Callable[..., BrowserPage]) -> None:
    """One test for all roles: the demo takes long to load, and looks and openers are checked once in a process."""
    problems = []
    for login in sorted(PAGES):
        browser = new_browser_page()
        load_axe_with_pages(browser)
        if login:
            sign_in(browser, world.people[login], typed="" if login == NOBODY else PASSWORD)
        problems += [problem for page in PAGES[login] for problem in problems_on(browser, page.format(**world.values))]

    assert not problems, "\n".join(problems)


def problems_on(browser: BrowserPage, address: str) -> list[str]:
    """The problems of the page."""
    response = browser.open(address)
    status = response.status if response else 0
    problems = [] if status == (404 if address in MISSING else 200) else [f"{address}: answer {status}"]
    # Chromium reports every 4xx response.
    browser.faults[:] = [fault for fault in browser.faults if "status of 404" not in fault]
    return [*problems, *faults_on_every_width(browser), *faults_of_openers(browser)]


def test_no_page_is_left_out() -> None:
    anything = defaultdict[str, UUID](uuid4)
    addresses = [page.format_map(anything).partition("?")[0] for pages in PAGES.values() for page in pages]

    seen = {resolve(address).view_name for address in addresses if address != MISSING[-1]}

    assert set(READS) - NO_PAGES - seen == set()


def test_no_style_begins_between_the_narrow_widths() -> None:
    """No media query begins between the two narrow widths, so checking the narrower one is enough."""
    styles = "".join(path.read_text() for path in (ROOT / "page_parts" / "static" / "css").rglob("*.css"))
    bounds = [float(n) * PX[unit] for n, unit in re.findall(r"(?:min|max)-width: ([\d.]+)(rem|px)\)", styles)]

    assert bounds
    assert [bound for bound in bounds if NARROWEST_PX <= bound <= NARROW_PX] == []


def test_colours_of_the_narrow_page_alone_are_seen(browser_page: BrowserPage) -> None:
    browser_page.open("/accounts/login/")
    browser_page.page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("@media (max-width: 45rem) { h1 { background: #888 !important; color: #999 } }");
      document.adoptedStyleSheets = [sheet];
    }""")

    violations = [fault.partition(": ")[2] for fault in faults_on_every_width(browser_page)]

    assert violations == [f"at {NARROWEST_PX}, {scheme}: color-contrast: h1" for scheme in ("dark", "light")]


def test_elements_of_the_wide_page_alone_are_seen(browser_page: BrowserPage) -> None:
    browser_page.open("/accounts/login/")
    browser_page.page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("@media (max-width: 45rem) { #wide { display: none } }");
      document.adoptedStyleSheets = [sheet];
      document.querySelector("main").insertAdjacentHTML("beforeend", '<div id="wide"><input></div>');
    }""")

    violations = [fault.partition(": ")[2] for fault in faults_on_every_width(browser_page)]

    assert violations == [f"at {WIDE_PX}, label: #wide > input"]
