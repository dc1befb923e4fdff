"""Lists of texts in one control: a line for each text, below which its further lines are indented."""

from collections.abc import Iterable

_INDENT = "  "


def joined_items(items: Iterable[object]) -> str:
    """The texts as lines. Line breaks inside a text stay: the lines after them are indented."""
    return "\n".join(_with_indent(str(item).strip()) for item in items)


def _with_indent(item: str) -> str:
    first, *rest = item.replace("\r\n", "\n").split("\n")
    return "\n".join([first, *(_INDENT + line if line else "" for line in rest)])


def split_items(text: str) -> list[str]:
    """The texts in the lines that a person typed; also in `static/js/text-items.js`.

    Blank lines between texts are ignored. If all lines are indented, the indentation of the first one does not count.
    """
    lines, items, blank = text.replace("\r\n", "\n").split("\n"), list[list[str]](), list[str]()
    margin = next((len(line) - len(line.lstrip()) for line in lines if line.strip()), 0)
    for line in (raw[margin:] if not raw[:margin].strip() else raw for raw in lines):
        if not line.strip():
            blank.append("")
        elif items and line.startswith(_INDENT):
            items[-1] += [*blank, line.removeprefix(_INDENT)]
            blank = []
        else:
            items.append([line])
            blank = []
    return ["\n".join(item).strip() for item in items]
