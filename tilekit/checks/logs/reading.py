"""Log pipelines as their checks read them: a walk over all levels of processors."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tilekit.bundle import Bundle
from tilekit.checks.assets import Registrar
from tilekit.checks.finding import Severity, Spot
from tilekit.checks.reading import yaml_of
from tilekit.core.fields import Json
from tilekit.parse.positions import Unparsable
from tilekit.sections.data import Data

READS = ("data", "overview")
PIPELINE_FIELD, TESTS_FIELD = "data.log_pipeline_yaml", "data.log_tests_yaml"
FOLDER = "assets/logs/"
_MAX_LEVELS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Processor:
    """pointer leads to it; level 0 stands in the pipeline itself, 1 in a nested one."""

    pointer: str
    value: dict[str, Json]
    level: int

    @property
    def type(self) -> str:
        found = self.value.get("type")
        return found if isinstance(found, str) else ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Pipeline:
    """A pipeline or tests file that is an object; path names its field."""

    path: str
    file: str
    value: dict[str, Json]

    @property
    def body(self) -> dict[str, Json]:
        found = self.value.get("pipeline")
        return found if isinstance(found, dict) else {}

    @property
    def source_query(self) -> str:
        """The text of the filter."""
        found = self.body.get("filter")
        query = found.get("query") if isinstance(found, dict) else None
        return query if isinstance(query, str) else ""

    @cached_property
    def processors(self) -> tuple[Processor, ...]:
        """Every processor of every level, a nested pipeline before what is in it."""
        return tuple(_walk(self.body.get("processors"), "/pipeline/processors", 0))

    @cached_property
    def facets(self) -> tuple[tuple[str, dict[str, Json]], ...]:
        """Pointer and object of every facet."""
        found = self.value.get("facets")
        items = found if isinstance(found, list) else []
        return tuple((f"/facets/{at}", item) for at, item in enumerate(items) if isinstance(item, dict))

    @cached_property
    def tests(self) -> tuple[tuple[int, dict[str, Json]], ...]:
        """Index and object of every test."""
        found = self.value.get("tests")
        items = found if isinstance(found, list) else []
        return tuple((at, item) for at, item in enumerate(items) if isinstance(item, dict))

    def spot(
        self,
        pointer: str = "",
        value: object = "",
        *,
        message: str = "",
        severity: Severity | None = None,
        **parameters: object,
    ) -> Spot:
        """A spot at the pointer; the engine finds its line."""
        return Spot(
            path=self.path,
            file=self.file,
            pointer=pointer,
            value=str(value),
            message=message,
            severity=severity,
            parameters=parameters,
        )


def pipelines(bundle: Bundle) -> Iterator[Pipeline]:
    """The pipeline file, where it can be read."""
    return _read(bundle, bundle.file_of(bundle.section(Data).log_pipeline_yaml), PIPELINE_FIELD)


def test_files(bundle: Bundle) -> Iterator[Pipeline]:
    """The tests file, where it can be read."""
    return _read(bundle, bundle.file_of(bundle.section(Data).log_tests_yaml), TESTS_FIELD)


pipeline_rule = Registrar(pipelines, READS)
tests_rule = Registrar(test_files, READS)


def _read(bundle: Bundle, file: str, path: str) -> Iterator[Pipeline]:
    try:
        value = yaml_of(bundle, file).value
    except Unparsable:
        return
    yield Pipeline(path=path, file=file, value=value if isinstance(value, dict) else {})


def _walk(found: Json, pointer: str, level: int) -> Iterator[Processor]:
    for at, value in enumerate(found if isinstance(found, list) and level < _MAX_LEVELS else []):
        if isinstance(value, dict):
            place = f"{pointer}/{at}"
            yield Processor(pointer=place, value=value, level=level)
            if value.get("type") == "pipeline":
                yield from _walk(value.get("processors"), f"{place}/processors", level + 1)
