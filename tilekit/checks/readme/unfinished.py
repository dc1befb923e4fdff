"""RM-061 and RM-062: features that do not exist yet, and comparisons with other products."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in

_UNFINISHED = re.compile(
    r"\bcoming soon\b"
    r"|\bwill be (?:added|available|supported) (?:soon|later|shortly|in (?:a|the) (?:future|next|later)\b)"
    r"|\b(?:not (?:yet )?(?:ready|suitable|intended|recommended)|must not be used) (?:for|in) production\b"
    r"|\b(?:this|the) (?:\w+ ){0,2}(?:integration|tile|check|dashboard|pipeline) is (?:still |currently )?"
    r"(?:in (?:private |public |early )?(?:alpha|beta|preview|development)|experimental|unfinished|a prototype"
    r"|work in progress)\b|\bnot (?:yet )?(?:implemented|supported yet|available yet)\b|\bstay tuned\b",
    re.IGNORECASE,
)
_UNFINISHED_WORDS = ("soon", "will be", "production", "alpha", "beta", "preview", "development", "experimental",
                     "unfinished", "prototype", "progress", "not ", "tuned")  # fmt: skip
_COMPARISON = re.compile(
    r"\b(?:[Uu]nlike|(?:[Bb]etter|[Ff]aster|[Cc]heaper|[Ss]afer|[Ss]impler|[Ee]asier|[Mm]ore \w+) than|[Oo]utperforms?"
    r"|[Cc]ompared (?:to|with)|[Ss]uperior to) (?P<name>[A-Z][\w.]+(?: [A-Z][\w.]+)?)"
)
_COMPARING_WORDS = ("unlike", " than ", "outperform", "compared", "superior")
_COMPARED_WITH_PLATFORM = ("Datadog", "Agent", "The", "This", "It")


@readme_check(
    "RM-061",
    Severity.ADVICE,
    N_("“{value}” is about something that customers can't use yet. Describe only what the integration does now."),
    name=N_("Unfinished feature"),
    starts_observed=True,
    expected=N_("The README describes features that are available, without a beta or a roadmap"),
    bad="Support for groups is coming soon.",
    good="Groups are supported.",
)
def describes_present(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """A published integration is finished, and its text does not promise anything."""
    for number, match in matches_in(text.markdown.prose, _UNFINISHED, _UNFINISHED_WORDS):
        yield text.finding(number, match.start() + 1, value=match[0])


@readme_check(
    "RM-062",
    Severity.ADVICE,
    N_("The text compares your product with {value}. Describe what your own product does."),
    name=N_("Comparison with another product"),
    starts_observed=True,
    expected=N_("The README does not compare the product with those of other vendors"),
    bad="Unlike Other Queue, Acme Queue never loses messages.",
    good="Acme Queue stores messages on three nodes.",
)
def compares_with_nobody(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """The README does not judge other vendors."""
    own_names = own_names_of(bundle)
    for number, match in matches_in(text.markdown.prose, _COMPARISON, _COMPARING_WORDS):
        name = match["name"]
        if not name.startswith(_COMPARED_WITH_PLATFORM) and not own_names.has_product(name):
            yield text.finding(number, match.start() + 1, value=name)
