"""RM-063: links to files of another listing."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import title_key
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.sections.overview import Overview

_FILE_OF_LISTING = re.compile(
    r"https://(?:www\.)?(?:github|raw\.githubusercontent)\.com/DataDog/(?:integrations-extras|marketplace)/"
    r"(?:(?:blob|tree|raw)/)?[\w.-]+/(?P<folder>[\w.-]+)/"
    r"(?:metadata\.csv|manifest\.json|README\.md|CHANGELOG\.md|assets/|images/|datadog_checks/)",
    re.IGNORECASE,
)


@readme_check(
    "RM-063",
    Severity.WARNING,
    N_("The link leads to a file of another listing, {value}. Use your own file."),
    name=N_("Link to a file of another listing"),
    starts_observed=True,
    expected=N_("Links to metadata.csv, service_checks.json and other files of a listing lead to the listing's own"),
    bad=".../integrations-extras/blob/master/other_queue/metadata.csv",
    good=".../integrations-extras/blob/master/acme_queue/metadata.csv",
)
def links_to_own_files(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """A link that was copied from another listing shows customers the data of another product."""
    own_folders = {
        title_key(name) for name in (bundle.section(Overview).integration_id, bundle.basics.name, bundle.folder)
    }
    lines = {one.label.casefold(): one.line for one in text.markdown.definitions}
    for link in text.markdown.links:
        match = _FILE_OF_LISTING.match(link.url)
        if match and title_key(match["folder"]) not in own_folders:
            line = lines.get(link.label.casefold(), link.line)
            yield text.finding(line, value=match["folder"])
