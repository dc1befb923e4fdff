"""Scripts and what they import: `js/autosave.js` with the modules in `js/autosave/` and `js/values.js`."""

import re
import shutil
from collections import Counter
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from django.conf import settings

from common.scripts import joined
from common.static_files import HashedStaticFiles
from page_parts.templatetags.components import JOINED_SCRIPTS

STATIC = settings.BASE_DIR / "static"
SOURCES = {path.relative_to(STATIC).as_posix(): path.read_text() for path in sorted((STATIC / "js").rglob("*.js"))}
# Scripts that others import export something; the rest are loaded by pages.
SHARED = {path for path, text in SOURCES.items() if re.search(r"^export ", text, re.MULTILINE)}
LOADED = sorted(path for path in SOURCES if path.count("/") == 1 and path not in SHARED)
_DECLARATION = re.compile(r"^(?:export )?(?:async )?(?:class|const|function|let) (\w+)", re.MULTILINE)
_NAMED_IMPORT = re.compile(r'^import \{([^}]+)\} from "([^"]+)";', re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:class|const|function|let) (\w+)", re.MULTILINE)
_EFFECT = re.compile(r"^(?:document|addEventListener|customElements|for|if|new|\w+\()\b", re.MULTILINE)


def _parts(path: str) -> list[str]:
    read: list[str] = []

    def source(part: str) -> str:
        read.append(part)
        return SOURCES[part]

    joined(path, source)
    return read


def test_script_is_joined_with_its_imports_in_the_order_in_which_they_run() -> None:
    scripts = {
        "js/a.js": 'import { one } from "./a/one.js";\nimport { other } from "./shared.js";\none(other);\n',
        "js/a/one.js": 'import {\n  deep,\n  two,\n} from "./two.js";\nexport const one = () => two(deep);\n',
        "js/a/two.js": 'import { other } from "../shared.js";\nexport function two() {}\nexport const deep = other;\n',
        "js/shared.js": "// What both use.\nexport function other() {\n  // Nothing yet.\n\n  return 1; // one\n}\n",
    }

    assert joined("js/a.js", scripts.__getitem__) == (
        "function other() {\nreturn 1; // one\n}\n"
        "function two() {}\nconst deep = other;\nconst one = () => two(deep);\n{\none(other);\n}\n"
    )


def test_parts_without_exports_may_declare_the_same_name() -> None:
    scripts = {"js/a.js": 'import "./b.js";\nimport "./c.js";\n', "js/b.js": "const x = 1;\n", "js/c.js": "let x;\n"}

    assert joined("js/a.js", scripts.__getitem__) == "{\nconst x = 1;\n}\n{\nlet x;\n}\n"


def test_each_imported_name_is_exported() -> None:
    """Browser tests load joined scripts, in which a missing export goes unnoticed. With DEBUG, pages load the parts."""
    missing = {
        (path, name)
        for path, text in SOURCES.items()
        for names, source in _NAMED_IMPORT.findall(text)
        for name in re.findall(r"\w+", names)
        if name not in _EXPORTED.findall(SOURCES[normpath(join(dirname(path), source))])
    }

    assert missing == set()


def test_every_part_is_joined() -> None:
    assert {part for path in LOADED for part in _parts(path)} == set(SOURCES)


@pytest.mark.parametrize("path", LOADED)
def test_joined_script_declares_each_name_once(path: str) -> None:
    names = [name for part in _parts(path) if part in SHARED for name in _DECLARATION.findall(SOURCES[part])]

    assert [declared for declared, count in Counter(names).items() if count > 1] == []


def test_part_of_several_scripts_only_declares() -> None:
    """Each of these scripts contains it, so what it does would be done several times."""
    inner = {f"js/{name}.js" for names in JOINED_SCRIPTS.values() for name in names}
    counts = Counter(part for path in LOADED if path not in inner for part in _parts(path))

    assert counts["js/requests.js"] > 1
    assert {path for path, count in counts.items() if count > 1 and _EFFECT.search(SOURCES[path])} == set()


def test_pages_know_which_scripts_contain_others() -> None:
    contained = {path: {part for part in _parts(path) if part in LOADED} - {path} for path in LOADED}

    assert {path: parts for path, parts in contained.items() if parts} == {
        f"js/{name}.js": {f"js/{part}.js" for part in parts} for name, parts in JOINED_SCRIPTS.items()
    }


def test_no_text_of_several_lines_loses_its_margin() -> None:
    assert [
        path for path, text in SOURCES.items() if re.search(r"`[^`\n]*\n[^`]*`", re.sub(r"`[^`\n]*`", "", text))
    ] == []


def test_collected_scripts_import_nothing_but_scripts_that_the_page_names(tmp_path: Path) -> None:
    shutil.copytree(STATIC / "js", tmp_path / "js")
    storage = HashedStaticFiles(location=str(tmp_path), base_url="/static/")

    list(storage.post_process({path: (storage, path) for path in SOURCES}))

    scripts = "".join((tmp_path / storage.stored_name(path)).read_text() for path in LOADED)
    assert re.findall(r"^(?:import|export) .*", scripts, re.MULTILINE) == []
    assert set(re.findall(r"\bimport\((.*?)\)", scripts)) == {
        "crop", "link.dataset.palette", "window.bell.dataset.script", "count ? `${address}?try=${count}` : address",
    }  # fmt: skip


def test_scripts_use_no_export_of_a_script_that_they_load_later() -> None:
    """Joined scripts export nothing, and other tests load the parts instead."""
    scripts = "".join(SOURCES.values())

    for_effect = re.findall(r"(?:^ +await|=>) import\(", scripts, re.MULTILINE)
    assert len(for_effect) == len(re.findall(r"\bimport\(", scripts)) > 0
