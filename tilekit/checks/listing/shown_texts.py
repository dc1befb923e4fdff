"""The texts of a listing that customers read, with the place of each."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial

from msgspec import Struct

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.agent.spec_file import Option, Spec, spec_of
from tilekit.checks.assets import Asset, assets
from tilekit.checks.dashboards.board import boards
from tilekit.checks.detection_rules.rule_files import files as detections
from tilekit.checks.finding import RawFinding
from tilekit.checks.manifest.manifest_file import Manifest, readable_manifest
from tilekit.checks.metrics.descriptions import DESCRIPTION
from tilekit.checks.metrics.metrics_file import MetricsFile, RawMetricsFinding, metrics_of, raw_finding_of
from tilekit.checks.monitors.template_files import templates
from tilekit.checks.parsed_files import README
from tilekit.checks.readme.markdown_text import MarkdownText, markdown_texts
from tilekit.checks.service_checks import file as service_checks
from tilekit.parse.csv import Record
from tilekit.parse.json_values import elements, text
from tilekit.parse.positions import readable
from tilekit.parse.text import LowerTexts

_SUMMARY = ("/title", "/description")


class ShownText(Struct, frozen=True):
    """A text that customers read. finding makes a raw finding about a part of it, from its offset and the value.

    is_summary is True for the texts in which GEN-015 looks for claims: the README, titles, descriptions and notes.
    """

    content: str
    finding: Callable[[int, str], RawFinding]
    is_summary: bool = False


class SearchableTexts(Struct, frozen=True, dict=True):
    """Texts, and their forms in lower case, computed once for many searches."""

    texts: tuple[ShownText, ...]

    @cached_property
    def lower(self) -> LowerTexts:
        return LowerTexts(shown.content for shown in self.texts)

    def with_words(self, words: Iterable[str]) -> Iterator[ShownText]:
        """The texts that contain one of the words, which are in lower case."""
        return (self.texts[at] for at in self.lower.with_words(words))


@once_per_bundle
def texts_of_markdown(bundle: Bundle) -> tuple[ShownText, ...]:
    """The lines of README.md and CHANGELOG.md without code and quotations, collected once for all checks."""
    return tuple(_of_markdown(bundle))


@once_per_bundle
def texts_of_assets(bundle: Bundle) -> tuple[ShownText, ...]:
    """Every text of the other files, collected once for all checks."""
    readers = (
        _of_manifest,
        _of_metrics,
        _of_boards,
        _of_monitors,
        _of_detections,
        _of_views,
        _of_service_checks,
        _of_spec,
    )
    return tuple(one for read in readers for one in read(bundle) if one.content)


@once_per_bundle
def shown_texts(bundle: Bundle) -> SearchableTexts:
    """All texts of the listing."""
    return SearchableTexts((*texts_of_markdown(bundle), *texts_of_assets(bundle)))


def _of_markdown(bundle: Bundle) -> Iterator[ShownText]:
    for markdown in markdown_texts(bundle):
        for number, line in enumerate(markdown.markdown.prose, start=1):
            if not line.lstrip().startswith(">"):
                yield ShownText(line, partial(_in_line, markdown, line=number), is_summary=markdown.file == README)


def _in_line(markdown: MarkdownText, at: int, value: str, *, line: int) -> RawFinding:
    return markdown.finding(line, at + 1, value=value)


def _of_manifest(bundle: Bundle) -> Iterator[ShownText]:
    if manifest := readable_manifest(bundle):
        captions = [f"/tile/media/{at}/caption" for at in range(len(elements(manifest.at("/tile/media"))))]
        for pointer in ("/tile/description", *captions):
            yield ShownText(manifest.text(pointer), partial(_in_manifest, manifest, pointer), is_summary=True)


def _in_manifest(manifest: Manifest, pointer: str, _at: int, value: str) -> RawFinding:
    return manifest.finding(pointer, value=value)


def _of_metrics(bundle: Bundle) -> Iterator[ShownText]:
    metrics = readable(metrics_of, bundle)
    for row, about, _ in metrics.table.where(DESCRIPTION, str.strip) if metrics else ():
        if metrics:
            yield ShownText(about, partial(_in_row, metrics, row))


def _in_row(metrics: MetricsFile, row: Record, _at: int, value: str) -> RawFinding:
    return raw_finding_of(metrics, RawMetricsFinding(row=row, column=DESCRIPTION, value=value))


def _of_boards(bundle: Bundle) -> Iterator[ShownText]:
    for board in boards(bundle):
        yield from _values(board.asset, _SUMMARY, is_summary=True)
        for widget in board.widgets:
            is_note = widget.definition.get("type") == "note"
            if widget.definition.get("show_title") is not False:
                yield from _values(board.asset, [f"{widget.pointer}/definition/title"])
            yield from _values(board.asset, [f"{widget.pointer}/definition/content"], is_summary=is_note)


def _of_monitors(bundle: Bundle) -> Iterator[ShownText]:
    for asset in templates(bundle):
        yield from _values(asset, _SUMMARY, is_summary=True)
        yield from _values(asset, ("/definition/name", "/definition/message"))


def _of_detections(bundle: Bundle) -> Iterator[ShownText]:
    for asset in detections(bundle):
        yield from _values(asset, ("/name", "/message"))


def _of_views(bundle: Bundle) -> Iterator[ShownText]:
    for asset in assets(bundle, "saved_views"):
        yield from _values(asset, ("/name",))


def _of_service_checks(bundle: Bundle) -> Iterator[ShownText]:
    for asset in service_checks.files(bundle):
        for at, _ in service_checks.items_of(asset):
            yield from _values(asset, (f"/{at}/name", f"/{at}/description"))


def _values(asset: Asset, pointers: Iterable[str], *, is_summary: bool = False) -> Iterator[ShownText]:
    for pointer in pointers:
        yield ShownText(text(asset.at(pointer)), partial(_in_value, asset, pointer=pointer), is_summary)


def _in_value(asset: Asset, at: int, value: str, *, pointer: str) -> RawFinding:
    return asset.inside(asset.finding(pointer, value), at)


def _of_spec(bundle: Bundle) -> Iterator[ShownText]:
    """The descriptions of the options of an Agent check."""
    spec = spec_of(bundle)
    for option in spec.options() if spec else ():
        if spec:
            yield ShownText(text(option.value.get("description")), partial(_in_spec, spec, option))


def _in_spec(spec: Spec, option: Option, _at: int, value: str) -> RawFinding:
    return spec.finding(f"{option.pointer}/description", value)
