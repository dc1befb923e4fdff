"""RM-063: links to files, keys, logs and tiles of another listing."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import title_key
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.logs.sources import own_sources
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.pipeline.sources import matches_source
from tilekit.sections.overview import Overview

_FILE_OF_LISTING = re.compile(
    r"https://(?:www\.)?(?:github|raw\.githubusercontent)\.com/DataDog/(?:integrations-extras|marketplace)/"
    r"(?:(?:blob|tree|raw)/)?[\w.-]+/(?P<folder>[\w.-]+)/"
    r"(?:metadata\.csv|manifest\.json|README\.md|CHANGELOG\.md|assets/|images/|datadog_checks/)",
    re.IGNORECASE,
)
# Pages of the platform that a link opens for one listing.
_PAGE = re.compile(
    r"(?:https://app\.[\w.-]+)?(?:/organization-settings/(?P<keys>api-keys)\?filter=|/integrations/?\?integrationId="
    r"|/account/settings#integrations/|/integrations/)(?P<name>[\w-]+)$",
    re.IGNORECASE,
)
_LOGS = re.compile(r"(?:https://app\.[\w.-]+)?/logs\b[^ ]*?[?&]query=source(?:%3A|:)(?P<name>[\w.-]+)$", re.IGNORECASE)
_OWN_TILE = re.compile(r"(?:this |the )?(?:integration )?tile", re.IGNORECASE)
_OTHER_PAGE = N_("The link opens the page of {value}, another listing. Correct the address.")
_OTHER_LOGS = N_("The link shows the logs of source:{value}. Use source:{source}.")


@readme_check(
    "RM-063",
    Severity.WARNING,
    N_("The link leads to a file of another listing, {value}. Use your own file."),
    name=N_("Link to a file of another listing"),
    starts_observed=True,
    expected=N_(
        "Links to files of a listing, to its tile, its API keys and its logs lead to those of the listing itself"
    ),
    bad=".../integrations-extras/blob/master/other_queue/metadata.csv",
    good=".../integrations-extras/blob/master/acme_queue/metadata.csv",
)
def links_to_own_files(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """A link that was copied from another listing shows customers the data of another product."""
    own_folders = {
        title_key(name) for name in (bundle.section(Overview).integration_id, bundle.basics.name, bundle.folder)
    }
    lines = {one.label.casefold(): one.line for one in text.markdown.definitions}
    names, sources = own_names_of(bundle), own_sources(bundle)
    reported = set[int]()  # several links may have one definition
    for link in text.markdown.links:
        line = lines.get(link.label.casefold(), link.line)
        if line in reported:
            continue
        reported.add(line)
        if match := _FILE_OF_LISTING.match(link.url):
            if title_key(match["folder"]) not in own_folders:
                yield text.finding(line, value=match["folder"])
        elif match := _PAGE.match(link.url):
            is_own_text = names.has_product(link.text) and match["name"].lower() not in link.text.lower()
            is_about_own = match["keys"] or is_own_text or _OWN_TILE.fullmatch(link.text.strip("*`_ "))
            if names.names and is_about_own and not names.has_product(match["name"]):
                yield text.finding(line, value=match["name"], message=_OTHER_PAGE)
        elif (match := _LOGS.match(link.url)) and sources and not matches_source(match["name"], sources):
            yield text.finding(line, value=match["name"], message=_OTHER_LOGS, source=sources[0])
