"""Finds out whether an example in a text can be parsed as its language. Placeholders and excerpts are not faults."""

import ast
import json
import re
import warnings
from collections.abc import Callable, Iterator
from textwrap import dedent

from tilekit.parse.annotation_json import faulty_annotation

# A part is left out, so that nobody copies the example unchanged.
_EXCERPT = re.compile(r"(?:^|[\s,\[{(:])(?:\.\.\.|…)", re.MULTILINE)
_CODE_PLACEHOLDER = re.compile(r"<[^<>\n]{1,80}>|\{\{[^{}\n]{0,200}\}\}|\$\{[^{}\n]{0,200}\}|%%[^%\n]{1,80}%%")
_TAG_PLACEHOLDER = re.compile(r"<[A-Z][A-Z0-9_ -]*>")
_JSON_COMMENT = re.compile(r"(?:^|(?<=[\s,{\[]))(?://|#).*$", re.MULTILINE)
_XML_START = re.compile(r"^\s*<\?xml.*?\?>|<!DOCTYPE[^\[>]{0,500}>", re.DOTALL)
_INTERACTIVE = re.compile(r"^[ \t]*(?:>>>|[%!]\w)", re.MULTILINE)
_TEMPLATE_BLOCK = re.compile(r"\{\{-|\{\{\s*(?:if|end|range|with|include)\b|\{%")
# Output of commands, and texts that are passed to them, follow other rules.
_SESSION = re.compile(r"^[ \t]*(?:[$>]|\w*[@~]\S*[$#])\s|<<|\bcase\b", re.MULTILINE)
_SHELL_TOKEN = re.compile(r"""\\.|'[^']*'|"(?:\\.|[^"\\])*"|(?<!\S)\#[^\n]*|[\w.<>/$-]+|\n|\S""", re.DOTALL)
_SHELL_PAIRS = {"if": "fi", "do": "done", "(": ")"}
_MAX_BRACKETS = 2_000
_BRACKETS, _QUOTES = ("(", ")"), ("'", '"')
_BEFORE_COMMAND = frozenset(("", "\n", ";", "&", "|", "(", "{", "then", "do", "else"))
_LINE_OF_BLOCK = re.compile(r"expected an indented block after .* on line (\d+)")
_OPEN_HEADING = re.compile(r"^[ \t]*\[[\w. -]+$", re.MULTILINE)
_LINE_IN_MESSAGE = re.compile(r"at line (\d+)")


def faulty_line(language: str, code: str) -> int | None:
    """The line (from 1) at which the code can't be parsed; None if it can be, or if the language is unknown."""
    find_fault = _LANGUAGES.get(language.lower())
    return find_fault(dedent(code)) if find_fault and code.strip() and not _EXCERPT.search(code) else None


def _first_fault(texts: Iterator[str], parse: Callable[[str], int | None]) -> int | None:
    """The fault in the first text; None if one of them can be parsed."""
    faults = []
    for text in texts:
        fault = parse(text)
        if fault is None:
            return None
        faults.append(fault)
    return faults[0]


def _variants(code: str) -> Iterator[str]:
    yield code
    yield _CODE_PLACEHOLDER.sub("0", code)


def _json_variants(code: str) -> Iterator[str]:
    """The code, also without comments, as members of an object or items of a list, and as one value per line."""
    for text in _variants(code):
        plain = _JSON_COMMENT.sub("", text)
        inner = plain.strip().removesuffix(",")
        lines = ",".join(line for line in plain.split("\n") if line.strip())
        yield from (text, plain, f"{{{inner}}}", f"[{inner}]", f"[{lines}]")


def _json_fault(code: str) -> int | None:
    try:
        json.loads(code)
    except json.JSONDecodeError as fault:
        # A missing or extra comma belongs to the line before the character at which the parser stops.
        is_before = "delimiter" in fault.msg or code[fault.pos : fault.pos + 1] in ("}", "]", "")
        return code.count("\n", 0, len(code[: fault.pos].rstrip()) if is_before else fault.pos) + 1
    except (ValueError, RecursionError):
        return None
    return None


def _yaml_fault(code: str) -> int | None:
    import yaml  # slow import

    try:
        for _ in yaml.parse(code, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            pass
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        return mark.line + 1 if mark else 1
    return _repeated_key(code)


def _repeated_key(code: str) -> int | None:
    """The line of a key that is twice in one mapping, which the Agent refuses; None if there is none."""
    import yaml

    try:
        nodes = list(yaml.compose_all(code, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except (yaml.YAMLError, RecursionError):
        return None
    lines, visited = list[int](), set[int]()
    while nodes:
        node = nodes.pop()
        if id(node) in visited:
            continue
        visited.add(id(node))
        if isinstance(node, yaml.MappingNode):
            keys = [key for key, _ in node.value if isinstance(key, yaml.ScalarNode) and key.value != "<<"]
            first = {key.value: key for key in reversed(keys)}
            lines += [key.start_mark.line + 1 for key in keys if first[key.value] is not key]
            nodes += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            nodes += node.value
    return min(lines, default=None)


def _python_fault(code: str) -> int | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except SyntaxError as fault:
        # The example ends with the first line of a block: "def check(self, instance):"
        header = _LINE_OF_BLOCK.search(fault.msg) if isinstance(fault, IndentationError) else None
        rest = code.rstrip().split("\n")[int(header[1]) :] if header else ["code"]
        is_cut_off = all(not line.strip() or line.lstrip().startswith("#") for line in rest)
        return None if is_cut_off else fault.lineno or 1
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _toml_fault(code: str) -> int | None:
    import tomllib  # slow import

    try:
        tomllib.loads(code)
    except tomllib.TOMLDecodeError as fault:
        line = _LINE_IN_MESSAGE.search(str(fault))
        return int(line[1]) if line else len(code.rstrip().split("\n"))
    except RecursionError:
        return None
    return None


def _xml_fault(code: str) -> int | None:
    """The fault in one or more elements. Entities are not expanded: a text that declares some is not parsed."""
    from xml.parsers.expat import ExpatError, ParserCreate

    if "<!ENTITY" in code:
        return None
    text = _XML_START.sub(lambda start: "\n" * start[0].count("\n"), code)
    try:
        ParserCreate().Parse(f"<root>{text}</root>", True)
    except ExpatError as fault:
        return min(fault.lineno, len(code.rstrip().split("\n")))
    return None


def _shell_fault(code: str) -> int | None:
    """The line of a quotation mark, bracket or keyword that is opened but never closed."""
    opened: list[tuple[str, int]] = []
    before, line = "", 1
    for word in _SHELL_TOKEN.findall(code):
        is_keyword = before in _BEFORE_COMMAND or word in _BRACKETS
        is_end = is_keyword and word in _SHELL_PAIRS.values()
        if word in _QUOTES or (is_end and (not opened or opened.pop()[0] != word)):
            return line
        if is_keyword and word in _SHELL_PAIRS:
            opened.append((_SHELL_PAIRS[word], line))
        line += word.count("\n")
        before = word
    return opened[-1][1] if opened else None


def _check_json(code: str) -> int | None:
    """The fault in an example. A comment counts as one if the rest is complete, because customers copy such an example
    without changes.
    """
    fault = _first_fault(_json_variants(code), _json_fault)
    comment = _JSON_COMMENT.search(code) if fault is None else None
    is_complete = comment is not None and _json_fault(_JSON_COMMENT.sub("", code)) is None
    return code.count("\n", 0, comment.start()) + 1 if comment and is_complete else fault


def _check_yaml(code: str) -> int | None:
    is_deep = code.count("[") + code.count("{") > _MAX_BRACKETS  # the parser takes a minute for 100,000
    if is_deep or _TEMPLATE_BLOCK.search(code):
        return None
    fault = _first_fault(_variants(code), _yaml_fault)
    return fault if fault is not None else faulty_annotation(code, _check_json)


def _check_python(code: str) -> int | None:
    return None if _INTERACTIVE.search(code) else _first_fault(_variants(code), _python_fault)


def _check_xml(code: str) -> int | None:
    return _first_fault(iter((code, _TAG_PLACEHOLDER.sub("0", code))), _xml_fault)


def _check_shell(code: str) -> int | None:
    return None if _SESSION.search(code) else _shell_fault(code)


def _check_ini(code: str) -> int | None:
    """The line of a section whose name is not closed: "[acme"."""
    heading = _OPEN_HEADING.search(code)
    return code.count("\n", 0, heading.start()) + 1 if heading else None


_LANGUAGES: dict[str, Callable[[str], int | None]] = {
    "json": _check_json,
    **dict.fromkeys(("yaml", "yml"), _check_yaml),
    **dict.fromkeys(("python", "py", "python3"), _check_python),
    **dict.fromkeys(("shell", "bash", "sh", "zsh"), _check_shell),
    "toml": lambda code: _first_fault(_variants(code), _toml_fault),
    "xml": _check_xml,
    **dict.fromkeys(("ini", "cfg"), _check_ini),
}
