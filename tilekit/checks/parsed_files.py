"""How checks read files: each file is parsed once, and unreadable files are skipped.

Only the checks of a file's own form (GEN-001 to GEN-003, MD-001 ...) report an unreadable file.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from tilekit.bundle import Bundle
from tilekit.core.kind import uses_oauth
from tilekit.core.messages import N_, Message
from tilekit.parse.json import JsonFile, parse_json
from tilekit.parse.json_values import text, value_at
from tilekit.parse.limits import TEXT_SUFFIXES, limits_of, require_readable
from tilekit.parse.markdown.parts import Fence, MarkdownFile
from tilekit.parse.markdown.reader import parse_markdown
from tilekit.parse.positions import Position, Unparsable, readable
from tilekit.parse.text import SourceText
from tilekit.parse.yaml import YamlFile, parse_yaml
from tilekit.sections.places import FieldPlace, fields_of_kind

T = TypeVar("T")
MANIFEST, README, CHANGELOG, METADATA = "manifest.json", "README.md", "CHANGELOG.md", "metadata.csv"
JSON_SUFFIX, YAML_SUFFIXES, MARKDOWN_SUFFIX = (".json",), (".yaml", ".yml"), (".md",)


def paths(bundle: Bundle, suffixes: tuple[str, ...], under: str = "") -> list[str]:
    """The files with one of the extensions (in any case) in a folder, in order."""
    return sorted(path for path in bundle.files if path.startswith(under) and path.lower().endswith(suffixes))


def is_unpublished(path: str) -> bool:
    """Whether the file is for tests or repository tools: it is not published, and may be broken on purpose."""
    return path.startswith(("tests/", "."))


def text_of(bundle: Bundle, path: str) -> SourceText:
    """The file as text. Raises Unparsable if it is missing, too large or not UTF-8."""
    _require(bundle, path)
    bundle.cached((path, f"{__name__}.limits"), lambda: require_readable(bundle.files[path], limits_of(path)))
    return bundle.parse(path, SourceText)


def is_text(bundle: Bundle, path: str) -> bool:
    """Whether the file is text that is small enough to read."""
    return readable(text_of, bundle, path) is not None


def json_of(bundle: Bundle, path: str) -> JsonFile:
    """The JSON file. Raises Unparsable if it is missing or can't be parsed."""
    _require(bundle, path)
    return bundle.parse(path, parse_json)


def require_manifest(bundle: Bundle) -> None:
    """Raise Unparsable if the manifest is missing or broken. Its values are then unknown, so none is reported as
    missing.
    """
    if not isinstance(json_of(bundle, MANIFEST).value, dict):
        raise Unparsable(Message(N_("the manifest has an unexpected format")), Position(1, 1))


def refuse_broken_manifest(bundle: Bundle) -> None:
    """Raise Unparsable if there is an unreadable manifest, because the kind of listing is then unknown."""
    if MANIFEST in bundle.files:
        require_manifest(bundle)


def manifest_text(bundle: Bundle, pointer: str) -> str:
    """The text at a pointer of a manifest of any form; "" if there is none or it can't be read."""
    document = readable(json_of, bundle, MANIFEST)
    return text(value_at(document.value, pointer)) if document else ""


def has_oauth(bundle: Bundle) -> bool:
    """Whether the listing connects through OAuth, by its kind or by its manifest."""
    return uses_oauth(bundle.kind) or bool(manifest_text(bundle, "/assets/oauth"))


def yaml_of(bundle: Bundle, path: str) -> YamlFile:
    """The YAML file. Raises Unparsable if it is missing or can't be parsed."""
    _require(bundle, path)
    return bundle.parse(path, parse_yaml)


def markdown_of(bundle: Bundle, path: str) -> MarkdownFile:
    """The Markdown file. Raises Unparsable if it is missing or can't be parsed."""
    _require(bundle, path)
    return bundle.parse(path, parse_markdown)


def is_open_to_end(fence: Fence, markdown: MarkdownFile) -> bool:
    """Whether a code block is open to the end of the file."""
    return not fence.is_closed and fence.end_line >= len(markdown.lines) - 1


def has_open_code_block(markdown: MarkdownFile) -> bool:
    """Whether the rest of a text is unknown because a code block never ends. RM-037 reports that."""
    return any(is_open_to_end(fence, markdown) for fence in markdown.fences)


def text_files(bundle: Bundle, suffixes: tuple[str, ...] = TEXT_SUFFIXES) -> Iterator[tuple[str, SourceText]]:
    """(path, text) of every UTF-8 file with one of the suffixes."""
    return _readable_files(bundle, suffixes, text_of)


def json_files(bundle: Bundle) -> Iterator[tuple[str, JsonFile]]:
    """(path, parsed file) of every JSON file that can be read."""
    return _readable_files(bundle, JSON_SUFFIX, json_of)


def yaml_files(bundle: Bundle) -> Iterator[tuple[str, YamlFile]]:
    """(path, parsed file) of every YAML file that can be read."""
    return _readable_files(bundle, YAML_SUFFIXES, yaml_of)


def _readable_files(
    bundle: Bundle, suffixes: tuple[str, ...], read: Callable[[Bundle, str], T]
) -> Iterator[tuple[str, T]]:
    for path in paths(bundle, suffixes):
        if (file := readable(read, bundle, path)) is not None:
            yield path, file


def listing_fields(bundle: Bundle) -> tuple[FieldPlace, ...]:
    """Every field that applies to the listing, collected once for all checks."""
    return bundle.cached(("", __name__), lambda: tuple(fields_of_kind(bundle.documents, bundle.kind)))


def _require(bundle: Bundle, path: str) -> None:
    if path not in bundle.files:
        raise Unparsable(Message(N_("the file is missing")), Position(1, 1))
