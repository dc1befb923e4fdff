"""Data attributes of templates do something: a style sheet, a script or a selector refers to each of them."""

import re

from tests.contract.tree import ROOT, tracked

_ATTRIBUTE = re.compile(r"(?<![\w-])(?<!\[)data-[a-z-]*[a-z]")


def _text_of(*endings: str) -> str:
    paths = (path for path in tracked(*endings) if path.parts[0] != "tests")
    return "\n".join((ROOT / path).read_text() for path in paths)


def _property(attribute: str) -> str:
    """The name in a script's dataset: data-fix-preview is fixPreview."""
    first, *others = attribute.removeprefix("data-").split("-")
    return first + "".join(map(str.title, others))


def test_data_attributes_of_templates_are_used() -> None:
    templates = _text_of(".html")
    used = _text_of(".css", ".js") + "".join(re.findall(r"\[data-[a-z-]+", templates))
    words = set(re.findall(r"[\w-]+", used))
    attributes = set(_ATTRIBUTE.findall(templates))

    assert sorted(attribute for attribute in attributes if not {attribute, _property(attribute)} & words) == []
