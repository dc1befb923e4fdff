"""Fixes of a pipeline: edits of its file that don't change the results of its samples.

An edit is None if the file can't be edited safely.
"""

from functools import cached_property

from tilekit.bundle import Bundle
from tilekit.checks.finding import Edit, Fix
from tilekit.checks.fixes import apply_edits, fix_of
from tilekit.checks.logs.pipeline_files import Pipeline, is_fully_supported, pipeline_report, test_files
from tilekit.checks.yaml_edits import YamlText, yaml_text
from tilekit.core.fields import Json
from tilekit.parse.json import pointer_parts
from tilekit.parse.json_values import value_at
from tilekit.parse.positions import readable
from tilekit.parse.yaml import parse_yaml
from tilekit.pipeline.attribute_paths import Missing
from tilekit.pipeline.report import ResultDifference, result_differences

MOST_RUN, MOST_READ = 1_000, 250_000
"""Limits for all fixes of one check: runs of a processor on a sample, and lines that are read again."""

# The order of keys in exports, for a file, a pipeline and a processor. Keys of facets and results are sorted.
_ORDER = (
    "id", "metric_id", "backend_only", "facets", "pipeline", "type", "name", "enabled", "filter", "source", "sources",
    "sourceType", "target", "targetType", "targetFormat", "preserveSource", "overrideOnConflict", "processors",
)  # fmt: skip


class PipelineEdits:
    """Builds edits and fixes of a pipeline file or tests file."""

    def __init__(self, bundle: Bundle, pipeline: Pipeline) -> None:
        self.bundle, self.pipeline = bundle, pipeline
        self._left: int | None = None

    @cached_property
    def text(self) -> YamlText | None:
        """The file to change; None if that is not safe."""
        return yaml_text(self.bundle, self.pipeline.file)

    def putting(self, pointer: str, new: Json) -> Edit | None:
        """Set a value: replace the existing one, or add a member in the order of an export."""
        if self.text is None:
            return None
        if pointer in self.text.places:
            return self.text.replacing(pointer, new)
        container = value_at(self.pipeline.value, pointer.rpartition("/")[0])
        behind = list(container) if isinstance(container, dict) else []
        return self.text.inserting(pointer, new, before=_next_member(pointer, behind))

    def setting(self, pointer: str, new: Json) -> Edit | None:
        """Set a value, creating its parent object if it is missing."""
        parent, _, name = pointer.rpartition("/")
        container = value_at(self.pipeline.value, parent)
        return (
            self.putting(pointer, new)
            if isinstance(container, dict) and container
            else self.putting(parent, {name: new})
        )

    def grouping(self, pointer: str, group: str) -> Edit | None:
        """The edit that moves a facet to a group; None if it is already in several."""
        groups = value_at(self.pipeline.value, f"{pointer}/groups")
        if isinstance(groups, list) and len(groups) == 1:
            return self.putting(f"{pointer}/groups/0", group)
        return None if groups else self.putting(f"{pointer}/groups", [group])

    def removing(self, pointer: str) -> Edit | None:
        """Remove a member or an item."""
        return self.text.removing(pointer) if self.text else None

    def adding(self, pointer: str, new: dict[str, Json]) -> Edit | None:
        """Append an object to a list."""
        return self.text.adding(pointer, new) if self.text else None

    def keeping_results(self, *edits: Edit | None, title: str, **parameters: object) -> Fix | None:
        """The fix with these edits; None if it would change the result of any sample.

        Fixes never change expected results. Also None if our engine skips something, because the result is then
        uncertain, and after the maximum number of runs.
        """
        fix = fix_of(*edits, title=title, **parameters)
        if fix is None or not self._may_run():
            return None
        after = readable(parse_yaml, apply_edits(self.bundle.files[self.pipeline.file], fix.edits))
        return fix if after and _gives_the_same(self.bundle, after.value) else None

    def _may_run(self) -> bool:
        if self._left is None:
            samples = sum(len(tests.tests) for tests in test_files(self.bundle))
            lines = self.bundle.files[self.pipeline.file].count(b"\n") + 1  # read again after each change
            self._left = min(MOST_RUN // max(len(self.pipeline.processors) * samples, 1), MOST_READ // lines)
        self._left -= 1
        return self._left >= 0


def _gives_the_same(bundle: Bundle, after: Json) -> bool:
    """Whether every sample has the same result as now. True without samples, because no results are declared."""
    from tilekit.pipeline.compile import compile_pipeline  # slow import
    from tilekit.pipeline.runner import run_samples

    before, tests = pipeline_report(bundle), next(test_files(bundle), None)
    if before is None or tests is None or not before.samples:
        return True
    now = run_samples(compile_pipeline(after), tests.value)
    pairs = zip(before.samples, now.samples, strict=True)
    return is_fully_supported(before) and not any(
        new.problem or list(result_differences(old.result, new.result)) for old, new in pairs
    )


def changed_place(file: YamlText | None, result: str, difference: ResultDifference) -> Edit | None:
    """The edit of one place in a declared result; None if the place does not contain the value in the difference."""
    pointer = result + difference.pointer
    parent, name = pointer.rpartition("/")[0], pointer_parts(pointer)[-1]
    siblings = value_at(file.value, parent) if file else None
    if file is None or not isinstance(siblings, dict) or not _is_declared(siblings, name, difference):
        return None
    if isinstance(difference.result, Missing):
        return file.removing(pointer)
    if isinstance(difference.declared, Missing):
        return file.inserting(pointer, _in_order(difference.result), before=place_for(name, list(siblings)))
    return file.replacing(pointer, difference.result)


def _in_order(value: Json) -> Json:
    """The value with the keys of all objects in alphabetical order, as in exports."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(item) for item in value] if isinstance(value, list) else value


def _is_declared(siblings: dict[str, Json], name: str, difference: ResultDifference) -> bool:
    """Whether the declared result is the earlier result of our engine."""
    if isinstance(difference.declared, Missing):
        return name not in siblings
    return name in siblings and not list(result_differences(siblings[name], difference.declared))


def _next_member(pointer: str, names: list[str]) -> str:
    """The name of the member before which an export would write the new one; "" to append it."""
    name = pointer_parts(pointer)[-1]
    if name not in _ORDER or pointer.startswith("/facets/"):
        return place_for(name, names)
    later = _ORDER[_ORDER.index(name) + 1 :]
    return next((other for other in names if other in later), "")


def place_for(name: str, names: list[str]) -> str:
    """The name before which to insert a new name in a sorted list; "" to append it."""
    if names != sorted(names):
        return ""
    return next((other for other in names if other > name), "")
