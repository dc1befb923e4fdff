"""The processors of a pipeline as a tree, with their lines in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from studio.pipelines.files import PipelineFile
from studio.pipelines.page import PipelineRun
from studio.pipelines.shown_sample import ShownSample
from tilekit.core.fields import Json
from tilekit.parse.json_values import objects, text, value_at
from tilekit.pipeline.limits import MAX_PIPELINE_LEVELS
from tilekit.pipeline.notes import CAVEATS
from tilekit.pipeline.trace import StepOutcome

MAX_TREE_NODES = 1_000
_PROCESSORS = "/pipeline/processors"


class ProcessorNode(Struct, frozen=True, kw_only=True):
    """A processor. line and end_line are its lines in the file; note_kind is "" or why it does not run as usual.

    changed_count is the number of shown samples and logs that it changes; has_inner is True for a nested pipeline.
    """

    pointer: str
    type: str
    name: str
    line: int
    end_line: int
    is_enabled: bool
    note_kind: str
    changed_count: int
    has_inner: bool
    children: Sequence[ProcessorNode]

    @property
    def id(self) -> str:
        """The ID of its element on the page."""
        return self.pointer.removeprefix(_PROCESSORS).strip("/").replace("/processors/", "-")


class ProcessorTree(Struct, frozen=True, kw_only=True):
    """The nodes of a pipeline. left_out is the number of processors that are not shown.

    shown_count is the number of samples and logs on the page, of which each processor changes some.
    """

    nodes: Sequence[ProcessorNode]
    left_out: int
    shown_count: int = 0


def processor_tree(run: PipelineRun) -> ProcessorTree:
    """The tree of the pipeline; empty if it can't be read."""
    file = run.files.pipeline
    if file is None or file.yaml is None:
        return ProcessorTree(nodes=(), left_out=0)
    shown = (*run.samples, *run.log_results)
    builder = _TreeBuilder(file=file, kinds=_note_kinds(run), changed=_changed_counts(shown))
    nodes = list(builder.nodes(value_at(file.value, _PROCESSORS), _PROCESSORS, 0))
    return ProcessorTree(nodes=nodes, left_out=max(builder.count - MAX_TREE_NODES, 0), shown_count=len(shown))


def _note_kinds(run: PipelineRun) -> dict[str, str]:
    notes = run.compiled.notes if run.compiled else ()
    return {note.pointer: note.kind.value for note in notes if note.kind in CAVEATS}


def _changed_counts(shown: Iterable[ShownSample]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in shown:
        for step in one.sample.steps:
            if step.outcome in (StepOutcome.CHANGED, StepOutcome.ENTERED):
                counts[step.pointer] = counts.get(step.pointer, 0) + 1
    return counts


class _TreeBuilder(Struct):
    file: PipelineFile
    kinds: dict[str, str]
    changed: dict[str, int]
    count: int = 0

    def nodes(self, processors: Json, pointer: str, level: int) -> Iterator[ProcessorNode]:
        for at, value in objects(processors):
            self.count += 1
            if self.count <= MAX_TREE_NODES and level < MAX_PIPELINE_LEVELS:
                yield self._node(value, f"{pointer}/{at}", level)

    def _node(self, value: dict[str, Json], pointer: str, level: int) -> ProcessorNode:
        inner = f"{pointer}/processors"
        line, end_line = self._lines(pointer)
        return ProcessorNode(
            pointer=pointer,
            type=text(value.get("type")),
            name=text(value.get("name")),
            line=line,
            end_line=end_line,
            is_enabled=value.get("enabled") is not False,
            note_kind=self.kinds.get(pointer, ""),
            changed_count=self.changed.get(pointer, 0),
            has_inner="processors" in value,
            children=list(self.nodes(value.get("processors"), inner, level + 1)),
        )

    def _lines(self, pointer: str) -> tuple[int, int]:
        """The first and the last line of a processor."""
        place = self.file.yaml.places.get(pointer) if self.file.yaml else None
        if place is None or self.file.yaml is None:
            return 1, 1
        source = self.file.yaml.source
        length = len(source.text[place.start : place.end].rstrip())
        return source.position(place.head).line, source.position(place.start + max(length - 1, 0)).line
