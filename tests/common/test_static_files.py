from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage

from common.static_files import HashedStaticFiles, minified

CSS = settings.BASE_DIR / "static" / "css"


@pytest.mark.parametrize(
    "css, expected",
    [
        ("a {\n  color: red;\n}\n", "a{color:red}"),
        ("/* one */\na, b { /* two */ x: 1px /* three */ ; }", "a,b{x:1px}"),
        (".prose :is(th, td) > a { }", ".prose :is(th,td) > a{}"),
        ("li {\n  &:hover { a: b; }\n  > a { a: b }\n}", "li{&:hover{a:b}> a{a:b}}"),
        ("a { margin: calc(1px + 2px) 0; }", "a{margin:calc(1px + 2px) 0}"),
        ('a::before { content: "; /* } "; }', 'a::before{content:"; /* } "}'),
        ("a { content: 'it\\'s;  so'; }", "a{content:'it\\'s;  so'}"),
        ("@media (max-width: 45rem) { a { b: c; } }", "@media (max-width:45rem){a{b:c}}"),
        ("@layer a, b;\n@layer a { b { c: d } }", "@layer a,b;@layer a{b{c:d}}"),
    ],
)
def test_spaces_that_mean_nothing_are_removed(css: str, expected: str) -> None:
    assert minified(css) == expected


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_minified_style_sheet_stays_the_same(path: Path) -> None:
    once = minified(path.read_text())

    assert minified(once) == once


def test_collected_style_sheet_is_minified_before_it_is_hashed(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    for folder in (source, target):
        (folder / "css").mkdir(parents=True)
        (folder / "css" / "a.css").write_text("a {\n  color: red;\n}\n")
    storage = HashedStaticFiles(location=str(target), base_url="/static/")

    list(storage.post_process({"css/a.css": (StaticFilesStorage(location=str(source)), "css/a.css")}, dry_run=False))

    assert (target / storage.stored_name("css/a.css")).read_text() == "a{color:red}"
