"""How checks read files: each parsed once, and what cannot be read is passed over in silence.

Only the checks of a file's own form (GEN-001 to GEN-003, MD-001 ...) speak about a file that cannot be read.
"""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.core.field import Json
from tilekit.core.kind import uses_oauth
from tilekit.core.messages import N_, Message
from tilekit.parse.json import JsonDocument, parse_json, parts_of
from tilekit.parse.limits import TEXT_SUFFIXES, limits_of, require_readable
from tilekit.parse.markdown import Fence, MarkdownFile, parse_markdown
from tilekit.parse.positions import Position, Unparsable
from tilekit.parse.text import SourceText
from tilekit.parse.yaml import YamlFile, parse_yaml
from tilekit.scaffold.pointers import at
from tilekit.sections.places import Place, places

MANIFEST, README, CHANGELOG, METADATA = "manifest.json", "README.md", "CHANGELOG.md", "metadata.csv"
JSON_SUFFIX, YAML_SUFFIXES, MARKDOWN_SUFFIX = (".json",), (".yaml", ".yml"), (".md",)


def paths(bundle: Bundle, suffixes: tuple[str, ...], under: str = "") -> list[str]:
    """The files with one of the endings (in any case) in a folder, in order."""
    return sorted(path for path in bundle.files if path.startswith(under) and path.lower().endswith(suffixes))


def is_aside(path: str) -> bool:
    """Whether the file serves tests or the tools of a repository: it is not published, and may be broken on purpose."""
    return path.startswith(("tests/", "."))


def text_of(bundle: Bundle, path: str) -> SourceText:
    """The file as text. Raises Unparsable, also where there is no such file or it is too large."""
    _require(bundle, path)
    require_readable(bundle.files[path], limits_of(path))
    return bundle.parse(path, SourceText)


def is_text(bundle: Bundle, path: str) -> bool:
    """Whether the file is text of a size that can be read."""
    try:
        text_of(bundle, path)
    except Unparsable:
        return False
    return True


def json_of(bundle: Bundle, path: str) -> JsonDocument:
    """The JSON file. Raises Unparsable, also where there is no such file."""
    _require(bundle, path)
    return bundle.parse(path, parse_json)


def require_manifest(bundle: Bundle) -> None:
    """Raise Unparsable where the manifest is missing or broken: what it would say is not known, so nothing lacks it."""
    if not isinstance(json_of(bundle, MANIFEST).value, dict):
        raise Unparsable(Message(N_("the manifest has an unexpected format")), Position(1, 1))


def refuse_broken_manifest(bundle: Bundle) -> None:
    """Raise Unparsable where there is a manifest that cannot be read: what kind of listing it is, is not known."""
    if MANIFEST in bundle.files:
        require_manifest(bundle)


def manifest_text(bundle: Bundle, pointer: str) -> str:
    """The text at a pointer of a manifest of any form; "" where there is none, and where it cannot be read."""
    try:
        value = at(json_of(bundle, MANIFEST).value, pointer)
    except Unparsable:
        return ""
    return value if isinstance(value, str) else ""


def has_oauth(bundle: Bundle) -> bool:
    """Whether the listing connects through OAuth, by its kind or by its manifest."""
    return uses_oauth(bundle.kind) or bool(manifest_text(bundle, "/assets/oauth"))


def yaml_of(bundle: Bundle, path: str) -> YamlFile:
    """The YAML file. Raises Unparsable, also where there is no such file."""
    _require(bundle, path)
    return bundle.parse(path, parse_yaml)


def markdown_of(bundle: Bundle, path: str) -> MarkdownFile:
    """The Markdown file. Raises Unparsable, also where there is no such file."""
    _require(bundle, path)
    return bundle.parse(path, parse_markdown)


def swallows_rest(fence: Fence, markdown: MarkdownFile) -> bool:
    """Whether a code block is open to the end of the file."""
    return not fence.is_closed and fence.end_line >= len(markdown.lines) - 1


def is_swallowed(markdown: MarkdownFile) -> bool:
    """Whether what else a text says is not known, because a code block never ends: RM-037 speaks."""
    return any(swallows_rest(fence, markdown) for fence in markdown.fences)


def texts(bundle: Bundle, suffixes: tuple[str, ...] = TEXT_SUFFIXES) -> Iterator[tuple[str, SourceText]]:
    """Every text file that is UTF-8."""
    for path in paths(bundle, suffixes):
        try:
            yield path, text_of(bundle, path)
        except Unparsable:
            continue


def json_files(bundle: Bundle, under: str = "") -> Iterator[tuple[str, JsonDocument]]:
    """Every JSON file of a folder that can be read."""
    for path in paths(bundle, JSON_SUFFIX, under):
        try:
            yield path, json_of(bundle, path)
        except Unparsable:
            continue


def yaml_files(bundle: Bundle, under: str = "") -> Iterator[tuple[str, YamlFile]]:
    """Every YAML file of a folder that can be read."""
    for path in paths(bundle, YAML_SUFFIXES, under):
        try:
            yield path, yaml_of(bundle, path)
        except Unparsable:
            continue


def fields_of(bundle: Bundle) -> tuple[Place, ...]:
    """Every field that is asked of the listing, gone over once for all checks."""
    return bundle.once(("", __name__), lambda: tuple(places(bundle.documents, bundle.kind)))


def value_at(value: Json, pointer: str) -> Json:
    """The value at a JSON pointer, None where there is none."""
    for part in parts_of(pointer):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list):
            value = value[int(part)] if part.isdecimal() and int(part) < len(value) else None
        else:
            return None
    return value


def _require(bundle: Bundle, path: str) -> None:
    if path not in bundle.files:
        raise Unparsable(Message(N_("the file is missing")), Position(1, 1))
