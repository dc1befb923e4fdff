"""Finds dashboards, monitors and other assets inside other values, such as the responses of an API or lists, and in
files with several YAML documents.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import PurePosixPath

from tilekit.core.field import Json
from tilekit.parse.json_values import elements, members, text, value_at
from tilekit.recognition import structures
from tilekit.recognition.content import FileContent
from tilekit.scaffold.json_edit import written_json
from tilekit.scaffold.rows import free_name, safe_name

_ASSET_KINDS = (structures.is_dashboard, structures.is_detection_rule, structures.is_saved_view, structures.is_pipeline)
# A query with a type alone can be anything.
_KEYS_OF_MONITOR = {"name", "type", "query", "message"}
_DEEPEST_ASSET, _MOST_ASSETS = 5, 100
_YAML_FILES = (".yaml", ".yml")
_DOCUMENT_START = re.compile(r"^---(?=\s|$)[ \t]*(?:#[^\n]*)?|^\.\.\.[ \t\r]*$", re.MULTILINE)
_HAS_VALUE = re.compile(r"^[ \t]*[^\s#]", re.MULTILINE)


def has_assets(content: FileContent) -> bool:
    """Whether an asset is inside the value of the file."""
    return next(_assets_in(content.value), None) is not None


def with_assets(files: Mapping[str, bytes], is_wrapper: Callable[[str], bool]) -> dict[str, bytes]:
    """The files, with the assets inside a wrapper instead of it. Their names are those that they have in themselves."""
    contents = {path: files[path] for path in files if not is_wrapper(path)}
    for path in sorted(files.keys() - contents.keys()):
        content = FileContent(path, files[path])
        for value in islice(_assets_in(content.value), _MOST_ASSETS):
            used = {PurePosixPath(name).stem for name in contents}
            stem = free_name(safe_name(_name_of(value) or content.stem), used)
            contents[f"{stem}.json"] = written_json(value)
    return contents


def with_documents(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files, with the documents of a YAML file instead of it if it has several, and an asset is among them."""
    contents = dict(files)
    for path in sorted(files):
        content = FileContent(path, files[path])
        parts = _documents_in(content) if path.lower().endswith(_YAML_FILES) and content.fault else []
        if len(parts) > 1 and any(_is_asset(members(part.value)) for part in parts):
            del contents[path]
            for part in parts:
                used = {PurePosixPath(name).stem for name in contents}
                stem = free_name(safe_name(_name_of(members(part.value)) or content.stem), used)
                contents[f"{stem}.yaml"] = part.data
    return contents


def _documents_in(content: FileContent) -> list[FileContent]:
    texts = islice(_DOCUMENT_START.split(content.text), _MOST_ASSETS + 1)
    return [FileContent(content.path, written.encode()) for written in texts if _HAS_VALUE.search(written)]


def _assets_in(value: Json, depth: int = 0) -> Iterator[dict[str, Json]]:
    if isinstance(value, str):
        value = _object_in(value)
    for item in [*members(value).values(), *elements(value)]:
        if _is_asset(members(item)):
            yield members(item)
        elif depth < _DEEPEST_ASSET:
            yield from _assets_in(item, depth + 1)


def _object_in(written: str) -> Json:
    """The object in a text of JSON; None for other texts."""
    try:
        value: Json = json.loads(written) if written.lstrip()[:1] == "{" else None
    except (ValueError, RecursionError):
        return None
    return {"": value}


def _is_asset(value: Mapping[str, Json]) -> bool:
    if value.keys() >= _KEYS_OF_MONITOR and isinstance(value["query"], str):
        return True
    content = FileContent.of_value(dict(value))
    return any(matches(content) for matches in _ASSET_KINDS)


def _name_of(value: Mapping[str, Json]) -> str:
    names = (value.get("title"), value.get("name"), value_at(dict(value), "/pipeline/name"))
    return next((text(name) for name in names if text(name)), "")
