"""Scripts and their parts: `js/autosave.js` and the modules in `js/autosave/`."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from common.scripts import joined
from tests.chromium import BrowserPage

STATIC = settings.BASE_DIR / "static"
WITH_PARTS = sorted(folder.name for folder in (STATIC / "js").iterdir() if folder.is_dir())
_DECLARATION = re.compile(r"^(?:async )?(?:class|const|function|let) (\w+)", re.MULTILINE)


def _read(path: str) -> str:
    return (STATIC / path).read_text()


def test_script_is_joined_with_its_parts_in_the_order_in_which_they_run() -> None:
    scripts = {
        "js/a.js": 'import { one } from "./a/one.js";\nimport { shared } from "./shared.js";\none();\n',
        "js/a/one.js": 'import {\n  deep,\n  two,\n} from "./two.js";\nexport const one = () => two(deep);\n',
        "js/a/two.js": 'import { other } from "../shared.js";\nexport function two() {}\nexport const deep = other;\n',
    }

    assert joined("js/a.js", scripts.__getitem__) == (
        'import { other, shared } from "./shared.js";\n'
        "function two() {}\nconst deep = other;\nconst one = () => two(deep);\none();\n"
    )


def test_script_without_parts_stays_as_it_is() -> None:
    script = 'import { b } from "./b.js";\nexport const a = b;\n'

    assert joined("js/a.js", {"js/a.js": script}.__getitem__) == script


@pytest.mark.parametrize("name", WITH_PARTS)
def test_every_part_is_joined(name: str) -> None:
    read: list[str] = []

    joined(f"js/{name}.js", lambda path: read.append(path) or _read(path))

    parts = {path.relative_to(STATIC).as_posix() for path in (STATIC / "js" / name).iterdir()}
    assert {f"js/{name}.js", *parts} == set(read)


@pytest.mark.parametrize("name", WITH_PARTS)
def test_joined_script_declares_each_name_once(name: str) -> None:
    script = joined(f"js/{name}.js", _read)

    assert [declared for declared, count in Counter(_DECLARATION.findall(script)).items() if count > 1] == []
    assert re.findall(r"^export .*", script, re.MULTILINE) == []


def test_scripts_use_no_export_of_a_script_that_they_load_later() -> None:
    """Joined scripts export nothing, and other tests load the parts instead."""
    scripts = "".join(path.read_text() for path in (STATIC / "js").rglob("*.js"))

    assert len(re.findall(r"^ +await import\(", scripts, re.MULTILINE)) == len(re.findall(r"\bimport\(", scripts)) > 0


@pytest.mark.browser
@pytest.mark.urls("tests.common.frontend_urls")
def test_joined_script_runs_in_a_browser(browser_page: BrowserPage) -> None:
    sent: list[str] = []
    page = browser_page.page
    page.on("request", lambda request: sent.append(Path(request.url).name) if "/js/autosave" in request.url else None)
    script = joined("js/autosave.js", _read)
    page.route("**/js/autosave.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    browser_page.open("/try/")

    page.get_by_text("Title", exact=True).click()
    page.keyboard.type("Two")

    expect(page.locator("[data-autosave]")).to_contain_text("All changes saved at")
    assert sent == ["autosave.js"]
