"""If a number precedes a noun, the text has a singular form."""

import ast
import re

import pytest

from tests.contract.tree import ROOT, tracked

# Values that may be one. Limits, lengths and fixed times never are.
_COUNT = r"n|count|number|total|done|checked|more|left|rest|rows|hours|minutes"
_NOUN = (
    r"(?:(?:more|live|other|new|open|blocking|different) )?"
    r"(?:(?!is|has|was|as|us|this|does|needs)[a-z]+s|people|pieces of)\b"
)
# "Sample {number} gives", "Query {number} counts": a name, not a count.
_IN_CODE = re.compile(
    rf"(?<!Sample )(?<!sample )(?<!Query )(?<!Version )(?:\{{(?:{_COUNT})\b[^}}]*\}}|%\((?:{_COUNT})\)[sd]) {_NOUN}"
)
_IN_TEMPLATE = re.compile(rf"\{{\{{ ?(?:{_COUNT}) ?\}}\}} {_NOUN}")
_BLOCK = re.compile(r"\{% blocktranslate([^%]*)%\}(.*?)\{% endblocktranslate %\}", re.DOTALL)
_NEVER_ONE = {"“{label}” has {number} entries, but at most {limit} can be saved. Remove some."}
_MARKERS = {"_", "gettext", "gettext_lazy", "N_", "Message"}
_COUNTED_BY_TILEKIT = re.compile(r"\{(?:n|count)\}")  # its catalogues contain both forms of these


def of_template(source: str) -> list[str]:
    return [text for about, text in _BLOCK.findall(source) if " count " not in about and _IN_TEMPLATE.search(text)]


def of_code(source: str) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    marked = ((ast.unparse(call.func), arg) for call in calls for arg in call.args)
    return [
        arg.value
        for marker, arg in marked
        if marker in _MARKERS and isinstance(arg, ast.Constant) and _has_one_form(marker, str(arg.value))
    ]


def _has_one_form(marker: str, text: str) -> bool:
    by_tilekit = marker in {"N_", "Message"} and _COUNTED_BY_TILEKIT.search(text)
    return not by_tilekit and text not in _NEVER_ONE and bool(_IN_CODE.search(text))


def test_templates_have_a_form_for_one() -> None:
    plurals = {str(path): of_template((ROOT / path).read_text()) for path in tracked(".html", ".txt")}

    assert {path: texts for path, texts in plurals.items() if texts} == {}


def test_code_has_a_form_for_one() -> None:
    paths = [path for path in tracked(".py") if path.parts[0] != "tests"]
    plurals = {str(path): of_code((ROOT / path).read_text()) for path in paths}

    assert {path: texts for path, texts in plurals.items() if texts} == {}


@pytest.mark.parametrize("source", ['_("{number} findings")', '_("%(n)d more findings")', 'N_("{total} days left")'])
def test_text_without_a_form_for_one_is_found(source: str) -> None:
    assert of_code(source)


def test_block_without_a_form_for_one_is_found() -> None:
    assert of_template("{% blocktranslate trimmed %}{{ n }} findings{% endblocktranslate %}")
    assert not of_template("{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}")
