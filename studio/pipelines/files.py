"""The two files of a log pipeline as text: stored in the draft, or typed and not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial

from django.utils.translation import gettext as _
from msgspec import Struct
from msgspec.structs import replace

from tilekit.bundle import Bundle, Files
from tilekit.checks.logs.pipeline_files import FOLDER
from tilekit.core.fields import Json
from tilekit.core.fileref import FileRef
from tilekit.parse.positions import Unparsable
from tilekit.parse.yaml import YamlFile
from tilekit.pipeline.runner import parse_with_positions
from tilekit.sections.data import Data
from tilekit.suggest.additions import PipelineTexts

PIPELINE_NAME, TESTS_NAME = "log_pipeline_yaml", "log_tests_yaml"


class PipelineFile(Struct, frozen=True, kw_only=True, dict=True):
    """The file of the pipeline or of its tests. key is the member that it must have: "pipeline" or "tests"."""

    name: str
    data: bytes
    key: str

    @cached_property
    def _parsed(self) -> YamlFile | Unparsable:
        try:
            return parse_with_positions(self.data, self.key)
        except Unparsable as fault:
            return fault

    @property
    def yaml(self) -> YamlFile | None:
        """The parsed file; None if it can't be read."""
        return self._parsed if isinstance(self._parsed, YamlFile) else None

    @property
    def fault(self) -> Unparsable | None:
        """The reason why the file can't be read."""
        return self._parsed if isinstance(self._parsed, Unparsable) else None

    @property
    def value(self) -> dict[str, Json] | None:
        value = self.yaml.value if self.yaml else None
        return value if isinstance(value, dict) else None

    @property
    def base_name(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def place(self) -> str:
        """The position of the fault as text: file, line and column."""
        if self.fault is None:
            return self.name
        position = self.fault.position
        return _("{file}, line {line}, column {column}").format(
            file=self.base_name, line=position.line, column=position.column
        )

    def line_of(self, pointer: str) -> int | None:
        """The line of a place; None if the file can't be read."""
        position = self.yaml.position(pointer) if self.yaml else None
        return position.line if position else None


class WorkshopFiles(Struct, frozen=True, kw_only=True, dict=True):
    """The files that a page shows. An empty text stands for no file.

    bundle is that of the draft; base contains the digests of the stored files that the texts were made from.
    """

    bundle: Bundle
    texts: PipelineTexts
    base: Mapping[str, str]

    @classmethod
    def stored(cls, bundle: Bundle) -> WorkshopFiles:
        """The files of the draft."""
        references = {field: _reference(bundle, field) for field in (PIPELINE_NAME, TESTS_NAME)}
        content = [bundle.files[one.name] if one else b"" for one in references.values()]
        return cls(
            bundle=bundle,
            texts=PipelineTexts(pipeline=content[0], tests=content[1]),
            base={field: one.sha256 if one else "" for field, one in references.items()},
        )

    def with_texts(self, texts: PipelineTexts) -> WorkshopFiles:
        return replace(self, texts=texts)

    @cached_property
    def pipeline(self) -> PipelineFile | None:
        return self._file(PIPELINE_NAME, self.texts.pipeline, "pipeline")

    @cached_property
    def tests(self) -> PipelineFile | None:
        return self._file(TESTS_NAME, self.texts.tests, "tests")

    def _file(self, field: str, data: bytes, key: str) -> PipelineFile | None:
        return PipelineFile(name=self.name(field), data=data, key=key) if data.strip() else None

    @property
    def log_source(self) -> str:
        """The log source of the draft, otherwise the ID of its integration."""
        values = self.bundle.documents["data"].values
        overview = self.bundle.documents["overview"].values
        return str(values.get("logs_source") or overview.get("integration_id") or "")

    def name(self, field: str) -> str:
        """The path of a file in the folder; that of a new file if there is none yet."""
        reference = _reference(self.bundle, field)
        suffix = "_tests" if field == TESTS_NAME else ""
        return reference.name if reference else f"{FOLDER}{self.log_source or 'logs'}{suffix}.yaml"

    @cached_property
    def edited_bundle(self) -> Bundle:
        """The bundle of the draft with these texts in place of its files."""
        new = {one.name: one.data for one in (self.pipeline, self.tests) if one}
        old = {name for field in (PIPELINE_NAME, TESTS_NAME) if (name := self.name(field)) not in new}
        files = {path: partial(self.bundle.files.__getitem__, path) for path in self.bundle.files if path not in old}
        files |= {path: partial(new.__getitem__, path) for path in new}
        document = self.bundle.section(Data)
        references: dict[str, Json] = {
            field: {"key": "", "name": file.name, "sha256": "0" * 64, "size": len(file.data)} if file else None
            for field, file in ((PIPELINE_NAME, self.pipeline), (TESTS_NAME, self.tests))
        }
        documents = {**self.bundle.documents, "data": Data({**document.values, **references})}
        return Bundle(basics=self.bundle.basics, documents=documents, files=Files(files), folder=self.bundle.folder)


def _reference(bundle: Bundle, field: str) -> FileRef | None:
    """The reference to a file that the bundle contains; None if there is none."""
    reference = getattr(bundle.section(Data), field)
    return reference if isinstance(reference, FileRef) and bundle.file_of(reference) else None
