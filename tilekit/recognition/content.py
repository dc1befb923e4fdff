"""A file that is parsed at most once, however many kinds look at it."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import PurePosixPath

from tilekit.core.field import Json
from tilekit.core.messages import N_, Message
from tilekit.media.archive import ArchiveLimits, SafeArchive, UnsafeArchive
from tilekit.media.file_kinds import file_kind
from tilekit.parse.json import parse_json
from tilekit.parse.limits import MAX_PARSED_BYTES
from tilekit.parse.positions import Unparsable
from tilekit.parse.text import as_utf8
from tilekit.parse.yaml import parse_yaml

_ARCHIVE = ArchiveLimits(packed=200_000_000, unpacked=2_000_000_000, entries=20_000, ratio=1_000)
# An object or a list, also after comments, which make the file invalid.
_JSON_START = re.compile(r"\s*(?:(?://[^\n]*\n|/\*.*?\*/)\s*)*[{\[]", re.DOTALL)
# The first line of a YAML file that is a mapping or a list, after comments.
_YAML_START = re.compile(
    r"(?:\s*(?:#[^\n]*)?\n|---[^\n]*\n)*(?:-(?:[ \t]|\n)|[\"']?[\w.-]+[\"']?[ \t]*:(?:[ \t]|\n|$))"
)
_EMPTY = N_("It is empty.")
_TOO_LARGE = N_("It is larger than {limit} MB.")
_BROKEN_JSON, _BROKEN_YAML = N_("It is not valid JSON: {fault}."), N_("It is not valid YAML: {fault}.")
_FAULT = N_("{reason} at line {line}, column {column}")


class FileContent:
    """The bytes of a file, with what they contain. Those of a text in UTF-16, which Excel and PowerShell write, become
    UTF-8.

    Its path names the file, and tells what it is for only where the content can't. Text, values and names of
    entries are empty if the file has none.
    """

    def __init__(self, path: str, data: bytes) -> None:
        self.path, self.data = path, as_utf8(data)

    @classmethod
    def of_value(cls, value: Json) -> FileContent:
        """A file without bytes that has this value."""
        content = cls("", b"")
        content.__dict__["value"] = value
        return content

    @property
    def stem(self) -> str:
        return PurePosixPath(self.path).stem

    @cached_property
    def media(self) -> str:
        """The kind of media, see `file_kind`."""
        return file_kind(self.data)

    @cached_property
    def text(self) -> str:
        """The text of a text file; "" for other files, and for a text that is too large."""
        if self.media not in ("text", "svg") or len(self.data) > MAX_PARSED_BYTES:
            return ""
        return self.data.decode("utf-8-sig", "replace")

    @cached_property
    def is_json(self) -> bool:
        """Whether the text begins like a JSON object or list. It may still be broken."""
        return self.media == "text" and _JSON_START.match(self.text) is not None

    @cached_property
    def value(self) -> Json:
        """The value of a JSON or YAML file; None for other files and broken ones."""
        return self._parsed[0]

    @property
    def fault(self) -> Message | None:
        """Why an empty, large, JSON or YAML file can't be read; None if it can. Other texts may begin like YAML."""
        if not self.data:
            return Message(_EMPTY)
        if self.media in ("text", "svg") and len(self.data) > MAX_PARSED_BYTES:
            return Message(_TOO_LARGE, {"limit": MAX_PARSED_BYTES // 1_000_000})
        return self._parsed[1]

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The paths in a zip file; () if it can't be read."""
        if self.media != "zip":
            return ()
        try:
            return SafeArchive(self.data, _ARCHIVE).names
        except UnsafeArchive:
            return ()

    @cached_property
    def _parsed(self) -> tuple[Json, Message | None]:
        if not self.is_json and not _YAML_START.match(self.text):
            return None, None
        try:
            return (parse_json if self.is_json else parse_yaml)(self.data).value, None
        except Unparsable as fault:
            at = fault.position
            reason = Message(_FAULT, {"reason": fault.reason, "line": at.line, "column": at.column})
            is_data = self.is_json or self.path.lower().endswith((".yaml", ".yml"))
            broken = Message(_BROKEN_JSON if self.is_json else _BROKEN_YAML, {"fault": reason})
            return None, broken if is_data else None
