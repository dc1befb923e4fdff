"""Recognises one file by its content."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from tilekit.core.field import Json
from tilekit.core.messages import Message
from tilekit.recognition.content import FileContent
from tilekit.recognition.kinds import KIND_BY_NAME, RECOGNISED_KINDS
from tilekit.recognition.recognised_kind import RecognisedKind
from tilekit.recognition.structures import with_wrapped_pipeline
from tilekit.recognition.texts import NO_DEFAULTS, metrics_file_of
from tilekit.scaffold.json_edit import written_json
from tilekit.scaffold.rows import safe_name
from tilekit.suggest.metric_cells import MetricDefaults
from tilekit.suggest.yaml_files import written_yaml


class RecognisedFile(Struct, frozen=True, kw_only=True):
    """A file with its kind. path is its name as sent, file_name the one that it must have.

    says contains the values for other fields by path. left_out are the names of columns that are not stored. fault is
    the reason why a file of an unknown kind can't be read, if it is known. is_recoded means that
    the field stores it in another encoding.
    """

    path: str
    kind: str
    title: str = ""
    file_name: str = ""
    says: Mapping[str, Json] = {}
    left_out: tuple[str, ...] = ()
    fault: Message | None = None
    is_recoded: bool = False

    @property
    def row(self) -> RecognisedKind:
        """The row of the kind."""
        return KIND_BY_NAME[self.kind]


def recognise(path: str, data: bytes) -> RecognisedFile:
    """The kind of a file. Its name counts only if the content could be for several fields.

    Never raises an error for bad content.
    """
    content = FileContent(path, data)
    kind = next(kind for kind in RECOGNISED_KINDS if kind.matches(content))
    fault = content.fault if kind is RECOGNISED_KINDS[-1] else None
    return RecognisedFile(
        path=path,
        kind=kind.name,
        title=kind.title(content),
        file_name=_file_name(path, kind.file_name(content)),
        says=kind.says(content),
        left_out=kind.left_out(content),
        fault=fault,
        is_recoded=bool(kind.place or kind.path) and content.data != data,
    )


def _file_name(path: str, name: str) -> str:
    """The path with another name, unless it is empty. Its suffix stays."""
    sent = PurePosixPath(path)
    return str(sent.parent / f"{safe_name(name)}{sent.suffix}") if name else path


def stored_form(recognised: RecognisedFile, data: bytes, defaults: MetricDefaults = NO_DEFAULTS) -> bytes:
    """The bytes to store: converted if the kind is stored in another form (JSON, YAML or CSV) or encoding.

    defaults complete metrics that are converted.
    """
    content, form = FileContent(recognised.path, data), recognised.row.form
    if form == "json" and not content.is_json:
        return written_json(content.value)
    if form == "csv":
        return metrics_file_of(content, defaults)
    if form == "yaml":
        value = with_wrapped_pipeline(content.value)
        if content.is_json or value is not content.value:
            return written_yaml(value).encode()
    return content.data if recognised.is_recoded else data
