"""YAML text for values: on one line, or over several."""

import json
import re

from tilekit.core.fields import Json

# Plain scalars that are strings in every version of YAML.
_PLAIN_SCALAR = re.compile(r"[A-Za-z_](?:[\w./@-]*(?:[ ](?=[\w./@(-])[\w./@()-]+)*)", re.ASCII)
_SOURCE = re.compile(r"[a-z_]+:[\w.-]+", re.ASCII)
_RESERVED_WORDS = {"yes", "no", "on", "off", "y", "n", "true", "false", "null", "none", "nan", "inf"}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def yaml_literal(value: Json, style: str) -> str:
    """The value as YAML on one line. style is the quotation mark for texts, "" for none."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _UNPRINTABLE.search(value) or style == '"':
        return _UNPRINTABLE.sub(_escape, json.dumps(value, ensure_ascii=False))
    is_plain = (_PLAIN_SCALAR.fullmatch(value) or _SOURCE.fullmatch(value)) and value.casefold() not in _RESERVED_WORDS
    if style == "'" or not is_plain:
        return "'" + value.replace("'", "''") + "'"
    return value


def inline(value: Json) -> str:
    """The value on one line, as in JSON."""
    return _UNPRINTABLE.sub(_escape, json.dumps(value, ensure_ascii=False))


def block_lines(value: dict[str, Json], *, style: str, step: int) -> list[str]:
    """The lines of an object as a YAML block. step is the indentation of list items relative to their key."""
    lines: list[str] = []
    for key, item in value.items():
        name = yaml_literal(key, "")
        if isinstance(item, dict) and item:
            lines += [f"{name}:", *(f"  {line}" for line in block_lines(item, style=style, step=step))]
        elif isinstance(item, list) and item and not any(isinstance(one, dict | list) for one in item):
            lines += [f"{name}:", *(f"{' ' * step}- {yaml_literal(one, style)}" for one in item)]
        elif isinstance(item, str) and _is_block_text(item):
            lines += [f"{name}: |-", *(f"  {line}" if line else "" for line in item.split("\n"))]
        else:
            lines.append(f"{name}: {inline(item) if isinstance(item, dict | list) else yaml_literal(item, style)}")
    return lines


def _is_block_text(text: str) -> bool:
    """Whether a text has several lines that a literal block contains as they are."""
    is_trimmed = text.strip("\n") == text and not text.startswith(" ")
    return "\n" in text and is_trimmed and not _UNPRINTABLE.search(text.replace("\n", ""))


def _escape(match: re.Match[str]) -> str:
    character = ord(match[0])
    return f"\\x{character:02x}" if character < 0x100 else f"\\u{character:04x}"
