"""One kind of files that are recognised."""

from collections.abc import Callable

from msgspec import Struct

from tilekit.core.messages import N_
from tilekit.parse.json_values import members, text, value_at
from tilekit.recognition.content import FileContent
from tilekit.recognition.file_values import Says

_ONLY_VALUES = N_("Only its values are used.")


def _says_nothing(_content: FileContent) -> Says:
    return {}


def _any_name(_content: FileContent) -> str:
    return ""


def _leaves_nothing_out(_content: FileContent) -> tuple[str, ...]:
    return ()


def _title(content: FileContent) -> str:
    value = members(content.value)
    names = (value.get("title"), value.get("name"), value.get("board_title"), value_at(value, "/pipeline/name"))
    return next((text(name) for name in names if text(name)), "")


class RecognisedKind(Struct, frozen=True, kw_only=True):
    """A kind of file. noun is a message ID that completes "This is …".

    place is the path of its field, "" if it has none; path is its fixed path in a folder, "" if the field decides.
    A file with a form (`json`, `yaml`, `csv`) is converted to it. says returns the values that it has for other
    fields, title its name in itself, file_name the name without suffix that it must have in a folder ("" for any), and
    left_out the names of its columns that are not stored. reason is a message ID: why a file is left out unless a
    person puts it in its place, and what to do instead. use is another one: what happens to it if it has values.
    """

    name: str
    noun: str
    matches: Callable[[FileContent], bool]
    place: str = ""
    path: str = ""
    form: str = ""
    reason: str = ""
    use: str = _ONLY_VALUES
    says: Callable[[FileContent], Says] = _says_nothing
    title: Callable[[FileContent], str] = _title
    file_name: Callable[[FileContent], str] = _any_name
    left_out: Callable[[FileContent], tuple[str, ...]] = _leaves_nothing_out
