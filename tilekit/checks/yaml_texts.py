"""Values as they are written in YAML: on one line, or over several."""

import json
import re

from tilekit.core.fields import Json

# What no reader takes for anything but text, whichever version of YAML it follows.
_PLAIN = re.compile(r"[A-Za-z_](?:[\w./@-]*(?:[ ](?=[\w./@(-])[\w./@()-]+)*)", re.ASCII)
_SOURCE = re.compile(r"[a-z_]+:[\w.-]+", re.ASCII)
_TAKEN = {"yes", "no", "on", "off", "y", "n", "true", "false", "null", "none", "nan", "inf"}
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def written(value: Json, style: str) -> str:
    """A text, number or word on one line; style is the quotation mark that a text is wanted in, "" for none."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _ODD.search(value) or style == '"':
        return _ODD.sub(_escape, json.dumps(value, ensure_ascii=False))
    is_plain = (_PLAIN.fullmatch(value) or _SOURCE.fullmatch(value)) and value.casefold() not in _TAKEN
    if style == "'" or not is_plain:
        return "'" + value.replace("'", "''") + "'"
    return value


def inline(value: Json) -> str:
    """The value on one line, as JSON has it."""
    return _ODD.sub(_escape, json.dumps(value, ensure_ascii=False))


def block_lines(value: dict[str, Json], *, style: str, step: int) -> list[str]:
    """An object over several lines; step is how far the items of a list stand in from its key."""
    made: list[str] = []
    for key, item in value.items():
        name = written(key, "")
        if isinstance(item, dict) and item:
            made += [f"{name}:", *(f"  {line}" for line in block_lines(item, style=style, step=step))]
        elif isinstance(item, list) and item and not any(isinstance(one, dict | list) for one in item):
            made += [f"{name}:", *(f"{' ' * step}- {written(one, style)}" for one in item)]
        else:
            made.append(f"{name}: {inline(item) if isinstance(item, dict | list) else written(item, style)}")
    return made


def _escape(found: re.Match[str]) -> str:
    sign = ord(found[0])
    return f"\\x{sign:02x}" if sign < 0x100 else f"\\u{sign:04x}"
