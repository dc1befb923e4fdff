"""XC-029: assets that customers have installed are still about the same subject."""

from collections.abc import Iterator, Mapping

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, assets
from tilekit.checks.context import Context, Need, title_key
from tilekit.checks.finding import RawFinding, Severity, Stage
from tilekit.checks.manifest.paths import ASSET_MAPS
from tilekit.checks.monitors.template_files import definition_of
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.dashboard import widgets_of
from tilekit.parse.json_values import text
from tilekit.queries.used_names import used_names
from tilekit.queries.widgets import queries_of

_LEAST_ALIKE = 0.1
_FEWEST_WORDS = 3


@check(
    code="XC-029",
    name=N_("Published file replaced"),
    severity=Severity.WARNING,
    message=N_(
        "The content of {key} has nothing in common with the published version. Restore the published content, "
        "and add the new content under another name."
    ),
    stage=Stage.DEEP,
    needs=(Need.PUBLISHED,),
    applies_to=N_("submission"),
    expected=N_(
        "No published dashboard, monitor or saved view is emptied or replaced with unrelated content under the same key"
    ),
    bad="an empty dashboard with a published key",
    good="the published dashboard with changes",
)
def keeps_published_content(bundle: Bundle, context: Context) -> Iterator[RawFinding]:
    """No published dashboard, monitor or view is emptied or replaced with unrelated content under the same key."""
    if context.published is None:
        return
    for kind in ASSET_MAPS:
        before = {asset.short_name: asset for asset in assets(context.published, kind) if asset.short_name}
        for asset in assets(bundle, kind):
            old = before.get(asset.short_name)
            if old is None or asset.value == old.value:
                continue
            if old.value.get("widgets") and not asset.value.get("widgets"):
                message = N_("{key} had widgets when it was published, but is now empty. Restore its widgets.")
                yield asset.finding("/widgets", asset.short_name, key=asset.short_name, message=message)
            elif _are_unrelated(_describing_words(old), _describing_words(asset)) and _comparable_title(
                old
            ) != _comparable_title(asset):
                yield asset.finding(value=asset.short_name, key=asset.short_name)


def _comparable_title(asset: Asset) -> str:
    return title_key(text(asset.value.get("title")) or text(asset.value.get("name")))


def _are_unrelated(old: frozenset[str], new: frozenset[str]) -> bool:
    """Whether two assets share almost no words. Assets with few words are never reported."""
    return min(len(old), len(new)) >= _FEWEST_WORDS and len(old & new) < _LEAST_ALIKE * min(len(old), len(new))


def _describing_words(asset: Asset) -> frozenset[str]:
    """The words that describe an asset.

    For a dashboard, these are its widget titles, metrics, attributes and tags; for any other asset, all its texts.
    """
    if "widgets" not in asset.value:
        content = definition_of(asset) or asset.value
        return frozenset(word for text in _all_texts(content) for word in text.split())
    widgets = widgets_of(asset.value)
    uses = used_names(query for widget in widgets for query in queries_of(widget.definition, ""))
    titles = (widget.title.lower() for widget in widgets if widget.title)
    return frozenset((*titles, *uses.metrics, *uses.fields, *uses.checks))


def _all_texts(value: Json | Mapping[str, Json]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _all_texts(item)
