"""Converts README.md to the Markdown fields and back.

Writing unchanged fields gives the same bytes, and reading them again gives the same fields. Headings that don't belong
to a field exist only in the file. Link definitions at the end of the file are shared; a field shows those it uses.
"""

from functools import lru_cache

from msgspec.structs import replace

from tilekit.core.fields import Json
from tilekit.parse.limits import MARKDOWN_LIMITS, is_within_limits
from tilekit.parse.text import BOM
from tilekit.scaffold.data_collected import data_collected
from tilekit.scaffold.links import definitions, new_tail, split_definitions
from tilekit.scaffold.manifest import FieldsBySection
from tilekit.scaffold.markdown_text import decoded, heading_of, open_fence, trimmed
from tilekit.scaffold.readme_parts import PLACES, VALIDATION_HEADING, Readme, ReadmePart, parse_readme, place_among

_CACHE_SIZE = 16
Texts = dict[str, str]


def read_readme(data: bytes) -> FieldsBySection:
    """The Markdown fields of a README; empty ones are left out."""
    parts: FieldsBySection = {}
    for name, text in _field_texts(parse_readme(decoded(data))).items():
        section, field = _field(name)
        parts.setdefault(section, {})[field] = text
    return parts


def write_readme(parts: FieldsBySection, base: bytes | None) -> bytes:
    """The README with these fields: the base with the changed sections rewritten, or a new file."""
    texts = filled_texts(parts)
    if base is not None and not is_within_limits(base, MARKDOWN_LIMITS):
        return base if not texts else write_readme(parts, None)
    if base is None:
        return _encode(_fill(parse_readme(_template(parts)), texts).text())
    return _rewrite(base, tuple(texts.items()))


@lru_cache(maxsize=_CACHE_SIZE)
def _rewrite(base: bytes, texts: tuple[tuple[str, str], ...]) -> bytes:
    """The base with the texts. Cached, because few saves of a draft change a text of the README."""
    texts_by_heading = dict(texts)
    old = decoded(base)
    readme = parse_readme(old)
    if _field_texts(readme) == texts_by_heading:
        return base
    changed = _fill(readme, texts_by_heading)
    if (
        _field_texts(parse_readme(changed.text())) != texts_by_heading
    ):  # an unclosed construct in the base file affects the new text
        changed = _fill(_close_code_block(parse_readme(old)), texts_by_heading, everything=True)
    head = BOM if base.startswith(BOM) else b""
    return head + _encode(changed.text())


def filled_texts(parts: FieldsBySection) -> Texts:
    """Heading -> text of every field that is filled."""
    texts: Texts = {}
    for name, place in PLACES.items():
        value: Json = parts.get(place[0], {}).get(place[1]) if place else None
        text = trimmed(value) if isinstance(value, str) else ""
        if text:
            texts[name] = text
    return texts


def lines_of_fields(data: bytes) -> dict[str, int]:
    """`section.field` -> the line (from 1) of its heading; empty for a file that is too large to be read."""
    if not is_within_limits(data, MARKDOWN_LIMITS):
        return {}
    parts = parse_readme(decoded(data)).fields()
    return {".".join(_field(name)): part.at for name, part in parts.items()}


def _field_texts(readme: Readme) -> Texts:
    texts = {name: part.text(readme.tail) for name, part in readme.fields().items()}
    return {name: text for name, text in texts.items() if text}


def _fill(readme: Readme, texts: Texts, *, everything: bool = False) -> Readme:
    """The README with these texts."""
    before = _field_texts(readme)
    rewritten = {name for name in PLACES if PLACES[name] and (everything or before.get(name) != texts.get(name))}
    tail = _tail(readme, before=before, texts=texts, rewritten=rewritten)
    written = Readme(parts=list(readme.parts), tail=tail, newline=readme.newline)
    for name in PLACES:
        if name in rewritten:
            _set_field(written, name, texts.get(name, ""))
    _add_blank_lines(written)
    seen = _field_texts(parse_readme(written.text()))
    for name, text in texts.items():
        if seen.get(name) != text:  # the definitions at the end differ from those in this field
            part = written.fields()[name]
            written.parts[_index(written, part)] = part.with_text(text, written.newline, owns=True)
    return written


def _tail(readme: Readme, *, before: Texts, texts: Texts, rewritten: set[str]) -> list[str]:
    """The definitions at the end. An unchanged section needs only those that it already had there."""
    shared = definitions(readme.tail)

    def from_tail(text: str) -> dict[str, str]:
        return {label: line for label, line in split_definitions(text)[1].items() if shared.get(label) == line}

    after = [split_definitions(text)[1] if name in rewritten else from_tail(text) for name, text in texts.items()]
    earlier = [from_tail(text) for text in before.values()]
    lines = new_tail(readme.tail, before=earlier, after=after, others=readme.other_text())
    old = set(readme.tail)
    return [line if line in old else line.rstrip("\n") + readme.newline for line in lines]


def _set_field(readme: Readme, name: str, text: str) -> None:
    part = readme.fields().get(name)
    if part is None and not text:
        return
    if part is None:
        part = _insert_part(readme, name)
    index = _index(readme, part)
    if text:
        readme.parts[index] = part.with_text(split_definitions(text)[0], readme.newline)
    elif _is_needed(readme, part):
        readme.parts[index] = replace(part, body=[readme.newline])
    else:
        del readme.parts[index]


def _is_needed(readme: Readme, part: ReadmePart) -> bool:
    """Whether an empty heading must stay.

    It must if Validation is below it, or if a second heading of the same name would take its place.
    """
    others = [other for other in readme.parts if other is not part]
    return any(other.name == part.name or (part.name == "Setup" and other.is_nested) for other in others)


def _insert_part(readme: Readme, name: str) -> ReadmePart:
    """Insert a new part at its place."""
    names = [part.name for part in readme.parts]
    is_nested = name == VALIDATION_HEADING and "Setup" in names
    titles = [heading_of(part.heading[0])[1] if part.heading else "" for part in readme.parts]
    index = names.index("Setup") + 1 if is_nested else place_among(titles, name)
    marks = "###" if is_nested else "##"
    part = ReadmePart(name=name, heading=[f"{marks} {name}{readme.newline}"], body=[], is_nested=is_nested)
    readme.parts.insert(index, part)
    return part


def _index(readme: Readme, part: ReadmePart) -> int:
    return next(index for index, other in enumerate(readme.parts) if other is part)


def _add_blank_lines(readme: Readme) -> None:
    """Put a blank line before each new heading and before new definitions, and none at the end of the file."""
    followers = [*readme.parts[1:], None]
    for index, (part, follower) in enumerate(zip(list(readme.parts), followers, strict=True)):
        is_before_new = follower.is_new if follower else bool(readme.tail)
        if is_before_new and (part.heading or part.body) and not part.ends_blank:
            readme.parts[index] = replace(part, body=[*part.body, readme.newline])
        elif part.is_new and not follower and not readme.tail:
            readme.parts[index] = replace(part, body=part.body[:-1])


def _close_code_block(readme: Readme) -> Readme:
    """The README with the unclosed code block of the base closed, if the block is not in a field."""
    fields = [id(part) for part in readme.fields().values()]
    for index, part in enumerate(readme.parts):
        fence = open_fence(part.body)
        if fence and id(part) not in fields:
            readme.parts[index] = ReadmePart(
                name=part.name, heading=part.heading, body=[*part.body, fence + readme.newline]
            )
    return readme


def _template(parts: FieldsBySection) -> str:
    title = parts.get("overview", {}).get("title") or parts.get("basics", {}).get("name") or ""
    line = " ".join(str(title).split())
    return f"# {line}\n\n{data_collected(parts)}"


def _field(name: str) -> tuple[str, str]:
    place = PLACES[name]
    return place or ("", "")


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
