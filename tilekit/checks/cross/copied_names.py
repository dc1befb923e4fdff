"""XC-049: names of other products in sentences and links that are copied from listing to listing."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.own_names import OwnNames, own_names_of
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in
from tilekit.sections.overview import Overview

_PRODUCT = r"(?P<name>[A-Z][\w.&-]*(?: [\w.&-]+){0,4}?)"
_DENIES = re.compile(
    rf"(?<!\w)The {_PRODUCT} (?:integration|check) (?:does not|doesn't) (?:include|collect|send|create|emit|provide)\b"
)
_PROVIDED = re.compile(rf"\blist of (?:\w+ ){{1,2}}provided by (?:the|this) {_PRODUCT} (?:integration|check)\b")
# The template's sentence says what the README is about, other than “install the OpenMetrics check first”.
_INSTALLS = re.compile(
    rf"\binstructions below to install(?: and configure)? the (?!(?:Datadog )?Agent\b){_PRODUCT} check\b"
)
_SUPPORT = re.compile(rf"\b[Cc]ontact (?:the )?\[{_PRODUCT} (?:[Ss]upport|Help)\b")
# Pages of the platform about one listing: its tile, and its keys.
_OF_LISTING = re.compile(
    r"^https://app\.datadoghq\.\w+/(?:organization-settings/(?:api|application)-keys\?(?:\S*&)?filter=(?P<key>[\w%+-]+)"
    r"|integrations/(?P<tile>[\w-]+))"
)
_OF_PLATFORM = ("Datadog", "Datadog's", "DataDog")


@readme_check(
    "XC-049",
    Severity.WARNING,
    N_("{value} is the name of another product. Use {name}."),
    name=N_("Another product's name in a common sentence or link"),
    expected=N_("Sentences about missing data, the support and the tile name the listing's own product"),
    bad="“The Other Queue integration does not include any events.”",
    good="“The Acme Queue integration does not include any events.”",
)
def names_own_product(readme: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """Sentences of the template, and links to the listing's own tile and keys, name the product or its vendor."""
    overview, own_names = bundle.section(Overview), own_names_of(bundle)
    others = (overview.vendor_name, *_OF_PLATFORM)
    places = (*_in_sentences(readme), *_in_links(readme, own_names))
    for number, name in dict.fromkeys(places) if own_names.names else ():
        is_vendor = any(other and (name.startswith(other) or other.startswith(name)) for other in others)
        if not own_names.has_product(name) and not is_vendor:
            yield readme.finding(number, value=name, name=overview.title)


def _in_sentences(readme: MarkdownText) -> Iterator[tuple[int, str]]:
    sentences = ((_DENIES, " does"), (_PROVIDED, " provided by "), (_SUPPORT, "ontact "), (_INSTALLS, " check "))
    for pattern, word in sentences:
        yield from ((number, match["name"]) for number, match in matches_in(readme.markdown.lines, pattern, (word,)))


def _in_links(readme: MarkdownText, own_names: OwnNames) -> Iterator[tuple[int, str]]:
    """The names in addresses of keys, and of tiles that the text of the link calls the listing's own."""
    lines = {one.label.casefold(): one.line for one in readme.markdown.definitions}
    for link in readme.markdown.links:
        match = _OF_LISTING.match(link.url)
        tile, _, rest = link.text.partition(" tile")
        if match and (match["key"] or (link.text != tile + rest and own_names.has_product(tile))):
            yield lines.get(link.label.casefold(), link.line), (match["key"] or match["tile"]).replace("+", " ")
