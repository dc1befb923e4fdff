"""What a line such as `[[file acme_queue/metadata.csv]]` in a guide shows. All of it comes from the sample listings.

Blocks: `file SAMPLE/PATH [FIRST-LAST]`, `card SAMPLE`, `tab SAMPLE TAB`, `asset SAMPLE NAME`, `logs SAMPLE` and
`checks SUBJECT...`.
"""

import json
from collections.abc import Callable, Mapping

from msgspec import Struct, field

from guides.samples import sample_named
from page_parts.drawings.assets import AssetPresenter, tile_metrics
from tilekit.checks.finding import Stage
from tilekit.checks.registered_checks import all_checks
from tilekit.checks.subjects import SUBJECTS
from tilekit.core.section import Tab
from tilekit.pipeline.compile import compile_pipeline
from tilekit.pipeline.runner import parse_file, run_samples
from tilekit.sections.data import Data


class UnknownBlock(Exception):
    """A guide contains a block with an unknown kind, or one that names something that no sample contains."""


class GuideBlock(Struct, frozen=True, kw_only=True):
    """A part of a section: its template in templates/guides/blocks, and the values that it prints."""

    kind: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"guides/blocks/{self.kind}.html"


def block_of(kind: str, argument: str) -> GuideBlock:
    """The block. Raises UnknownBlock."""
    try:
        return GuideBlock(kind=kind, values=_KINDS[kind](argument))
    except (KeyError, ValueError, StopIteration) as error:
        raise UnknownBlock(f"[[{kind} {argument}]]") from error


def _file(argument: str) -> dict[str, object]:
    """A file of a sample, or some of its lines."""
    place, _, lines = argument.partition(" ")
    name, _, path = place.partition("/")
    text = sample_named(name).text(path)
    if lines:
        first, last = (int(number) for number in lines.split("-"))
        text = "\n".join(text.splitlines()[first - 1 : last])
    return {"path": path, "text": text, "is_part": bool(lines)}


def _card(argument: str) -> dict[str, object]:
    return {"presenter": sample_named(argument).presenter(Tab.OVERVIEW)}


def _tab(argument: str) -> dict[str, object]:
    name, tab = argument.split()
    presenter = sample_named(name).presenter(Tab(tab))
    return {"presenter": presenter, "tab": presenter.sections[0]}


def _asset(argument: str) -> dict[str, object]:
    name, _, title = argument.partition(" ")
    tile = sample_named(name).tile
    resource = next(resource for resource in tile.resources if resource.name == title)
    metrics = tile_metrics(resource.metrics, {metric.name: metric for metric in tile.data.metrics}, "")
    return {"asset": AssetPresenter(resource=resource, metrics=metrics)}


def _logs(argument: str) -> dict[str, object]:
    """The raw samples of the log pipeline, each with the result of the pipeline."""
    bundle = sample_named(argument).bundle
    data = bundle.section(Data)
    pipeline = parse_file(bundle.files[bundle.file_of(data.log_pipeline_yaml)], "pipeline")
    tests = parse_file(bundle.files[bundle.file_of(data.log_tests_yaml)], "tests")
    report = run_samples(compile_pipeline(pipeline), tests)
    return {
        "rows": [
            {"sample": row.sample, "result": json.dumps(row.result, indent=2, ensure_ascii=False)}
            for row in report.samples
        ]
    }


def _checks(argument: str) -> dict[str, object]:
    """All checks of the subjects that code can answer."""
    checks = [check for check in all_checks() if check.stage is not Stage.REVIEWER]
    return {
        "groups": [
            {"title": SUBJECTS[subject], "checks": [check for check in checks if check.subject == subject]}
            for subject in argument.split()
        ]
    }


_KINDS: Mapping[str, Callable[[str], dict[str, object]]] = {
    "file": _file,
    "card": _card,
    "tab": _tab,
    "asset": _asset,
    "logs": _logs,
    "checks": _checks,
}
