"""XC-055: texts about another product, which were copied from its listing."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.listing.shown_texts import SearchableTexts, ShownText, texts_of_assets, texts_of_markdown
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.parsed_files import text_files
from tilekit.checks.registry import check
from tilekit.core.messages import N_
from tilekit.platform_lists import line_set

# How a text about the listing's product mentions another one: where data comes from or goes to, and examples.
_BEFORE = re.compile(
    r"(?:\b(?:from|to|into|with|via|through|by|like|as|or|and|for|than|including|using|open|create|[Aa]n?|behind)"
    r"(?: (?:an?|the|your|other|every|each))?|[,/(])\s*$"
)
_AFTER = re.compile(
    r"\s*(?:or\b|and\b|[/(-]|, ?[A-Z]|(?:API|bucket|channel|client|connector|driver|exporter|format|issue|offset"
    r"|partition|protocol|sink|source|stream|syntax|table|topic)s?\b)"
)
# What the integration is for, in the README.
_SUBJECT = re.compile(
    r"\b(?:[Tt]his|[Tt]he) (?:Agent |Datadog )?(?:check|integration) "
    r"(?:collects|connects to|gets|ingests|monitors|queries|reads|tracks|visuali[sz]es|watches) "
    r"(?:[a-z-]+,? ){0,6}?(?P<name>[A-Z]\w+)"
)
_CAPITALISED_WORD = re.compile(r"\b[A-Z][\w]+")


@check(
    code="XC-055",
    name=N_("Text about another product"),
    severity=Severity.ADVICE,
    message=N_("The text is about {value}, which the listing mentions nowhere else. Write about your own product."),
    starts_observed=True,
    applies_to=N_("README, manifest, metadata.csv, service checks, dashboards, monitors, rules, release notes"),
    expected=N_("No text names a well-known product that the rest of the listing does not mention"),
    bad="“Memory that ActiveMQ uses” in the listing of Acme Queue",
    good="“Memory that Acme Queue uses”",
)
def is_about_own_product(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """No text is about a product that the listing mentions nowhere else.

    A product that belongs to it is also in other texts, in names of metrics, or in queries.
    """
    for name in sorted(_named_products(bundle)):
        shown = [one for one in _texts(bundle) if name in one.content]
        at = shown[0].content.find(name) if len(shown) == 1 else -1
        is_aside = _BEFORE.search(shown[0].content[:at]) or _AFTER.match(shown[0].content, at + len(name))
        if at >= 0 and not is_aside and not own_names_of(bundle).has_product(name) and _is_once_in_files(name, bundle):
            yield shown[0].finding(at, name)
    yield from _in_readme(bundle)


def _in_readme(bundle: Bundle) -> Iterator[RawFinding]:
    """Sentences by which the integration is for a well-known product that no other text mentions."""
    own_names = own_names_of(bundle)
    summaries = SearchableTexts(tuple(one for one in texts_of_markdown(bundle) if one.is_summary))
    for shown in summaries.with_words(("check ", "integration ")):
        match = _SUBJECT.search(shown.content) if own_names.names else None
        name = match["name"] if match and match["name"] in line_set("known_products.txt") else ""
        if match and name and not own_names.has_product(name) and _is_once_in_files(name, bundle):
            yield shown.finding(match.start("name"), name)


def _texts(bundle: Bundle) -> tuple[ShownText, ...]:
    """The texts of assets and the lines of the release notes. The README may mention other products."""
    return (*texts_of_assets(bundle), *(one for one in texts_of_markdown(bundle) if not one.is_summary))


def _named_products(bundle: Bundle) -> frozenset[str]:
    texts = _texts(bundle) if own_names_of(bundle).names else ()
    return line_set("known_products.txt").intersection(
        _CAPITALISED_WORD.findall("\n".join(one.content for one in texts))
    )


def _is_once_in_files(name: str, bundle: Bundle) -> bool:
    """Whether no other file and no other place in a file contains the name in any spelling."""
    return sum(source.text.lower().count(name.lower()) for _, source in text_files(bundle)) == 1
