"""IM-027 and IM-028: captions about something that the listing does not have, or about another product."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.assets import assets
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.media.carousel import CarouselItem, carousel_item_check
from tilekit.checks.metrics.own_names import own_names_of
from tilekit.checks.parsed_files import MANIFEST, text_files
from tilekit.checks.readme.delivery import describes_log_delivery
from tilekit.core.messages import N_
from tilekit.sections.data import Data

_KIND_WORDS = {
    "dashboards": re.compile(r"\b(?:Datadog|out-of-the-box|pre-?built|included) dashboards?\b", re.IGNORECASE),
    "monitors": re.compile(
        r"\b(?:recommended|included|pre-?built|out-of-the-box|the|our|its|two|three|four|five|six|all|\d+) monitors\b"
        r"|\bmonitor (?:templates?|status|list|summary|overview)\b|\b(?:[Aa]|[Tt]he) monitor (?:that|on|for)\b",
    ),
    "detection_rules": re.compile(r"\b(?:detection rules?|security signals?|Cloud SIEM)\b", re.IGNORECASE),
    "saved_views": re.compile(r"\bsaved views?\b", re.IGNORECASE),
}
_LOGS = re.compile(r"\b(?:log explorer|live tail|log (?:pipeline|stream|list|search)|logs)\b", re.IGNORECASE)
_TITLED = re.compile(
    r"(?:The |An? |Your )?(?P<name>[A-Z][\w.+]*(?: [A-Z][\w.+]*){0,2}?)(?: -| \||:)? "
    r"(?i:dashboards?|integration|overview|console|metrics|logs?|monitors|tile|alerts)\b"
)
_AT_END = re.compile(r".*\b(?:of|for|by|from) (?P<name>[A-Z][\w+]*(?: [A-Z][\w+]*){0,2})\.?")
_SHORTEST_WORD = 3


@carousel_item_check(
    "IM-027",
    Severity.ADVICE,
    N_("The caption mentions “{value}”, but the listing has none. Show what customers get, or add it."),
    name=N_("Caption about something that the listing does not have"),
    starts_observed=True,
    applies_to="caption",
    expected=N_("Captions mention only dashboards, monitors, rules, views and logs that the listing has"),
    bad="“The recommended monitors” in a listing without monitors",
    good="“The overview dashboard”",
)
def shows_what_is_listed(item: CarouselItem, bundle: Bundle) -> Iterator[RawFinding]:
    """What an image is said to show is a part of the listing."""
    for kind, pattern in _KIND_WORDS.items():
        match = pattern.search(item.row.caption)
        if match and not assets(bundle, kind):
            yield item.finding("caption", match[0])
            return
    data, match = bundle.section(Data), _LOGS.search(item.row.caption)
    if match and not (data.log_pipeline_yaml or "Logs" in data.submitted_data_types or describes_log_delivery(bundle)):
        yield item.finding("caption", match[0])


@carousel_item_check(
    "IM-028",
    Severity.WARNING,
    N_("The caption is about {value}, which the listing mentions nowhere else. Show your own product."),
    name=N_("Caption about another product"),
    starts_observed=True,
    applies_to="caption",
    expected=N_("A product in a caption is the listing's own, or is mentioned in its other texts"),
    bad="“Other Queue dashboard” in the listing of Acme Queue",
    good="“Acme Queue dashboard”",
)
def shows_own_product(item: CarouselItem, bundle: Bundle) -> Iterator[RawFinding]:
    """The name at the start or the end of a caption has a word of the product, or one that the other files contain."""
    caption = item.row.caption.strip()
    match = _TITLED.match(caption) or _AT_END.fullmatch(caption)
    if match and not own_names_of(bundle).has_word_of(match["name"]):
        words = [word.lower() for word in re.findall(r"\w+", match["name"]) if len(word) >= _SHORTEST_WORD]
        texts = [source.text.lower() for path, source in text_files(bundle) if path != MANIFEST]
        if words and not any(word in text for text in texts for word in words):
            yield item.finding("caption", match["name"])
