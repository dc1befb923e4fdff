import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Engine
from django.template.loader import get_template

from common.template_loaders import Loader

FOLDERS = ("templates", "page_parts/templates")


def test_template_is_loaded_without_its_indentation_and_with_its_lines(tmp_path: Path) -> None:
    source = "<ul>\n  <li>\n    {{ text }}\n\n  </li>\n</ul>\n"
    for name in ("a.html", "a.txt"):
        (tmp_path / name).write_text(source)
    loader = Loader(Engine(dirs=[tmp_path]))

    loaded = {name: loader.get_template(name).source for name in ("a.html", "a.txt")}

    assert loaded == {"a.html": "<ul>\n<li>\n{{ text }}\n\n</li>\n</ul>\n", "a.txt": source}


@pytest.mark.parametrize("name", ["base.html", "components/field/field.html", "components/pill/pill.html"])
def test_pages_and_components_are_loaded_in_this_way(name: str) -> None:
    assert not re.search(r"^[ \t]", get_template(name).template.source, re.MULTILINE)


@pytest.mark.parametrize("tag", ["pre", "textarea"])
def test_no_template_indents_text_whose_spaces_are_shown(tag: str) -> None:
    element = re.compile(rf"<{tag}\b(?:[^>{{]|{{%.*?%}}|{{{{.*?}}}})*>(.*?)</{tag}>", re.DOTALL)
    paths = [path for folder in FOLDERS for path in (settings.BASE_DIR / folder).rglob("*.html")]
    texts = [(path, text) for path in paths for text in element.findall(path.read_text())]

    assert texts
    assert [path for path, text in texts if re.search(r"\n[ \t]", text)] == []
