from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage

from common.static_files import HashedStaticFiles, bundled, minified

CSS = settings.BASE_DIR / "page_parts" / "static" / "css"


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


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=lambda path: path.name)
def test_minified_style_sheet_stays_the_same(path: Path) -> None:
    once = minified(path.read_text())

    assert minified(once) == once


def test_sheets_of_one_layer_are_bundled_in_one_block() -> None:
    sheets = {"a.css": "a{}", "b.css": "b{}", "c.css": "c{}", "d.css": "@layer x;"}
    imports = '@import "d.css";\n@import "a.css" layer(x);\n@import "b.css" layer(x);\n@import "c.css" layer(y);\n'

    assert bundled(imports, sheets.__getitem__) == "@layer x;@layer x {a{}b{}}@layer y {c{}}"
    assert bundled("a{}", sheets.__getitem__) == "a{}"


def test_every_part_of_a_bundle_is_imported() -> None:
    read: list[str] = []

    for sheet in CSS.glob("*.css"):
        bundled(sheet.read_text(), lambda path: read.append(path) or "")

    assert set(read) == {"tokens.css", *(path.relative_to(CSS).as_posix() for path in CSS.glob("*/*.css"))}


def test_collected_style_sheet_is_bundled_and_minified_before_it_is_hashed(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    sheets = {"css/a.css": '@import "a/b.css" layer(x);\n', "css/a/b.css": "a {\n  color: red;\n}\n"}
    for folder in (source, target):
        (folder / "css" / "a").mkdir(parents=True)
        for name, css in sheets.items():
            (folder / name).write_text(css)
    storage = HashedStaticFiles(location=str(target), base_url="/static/")

    paths = {name: (StaticFilesStorage(location=str(source)), name) for name in sheets}
    list(storage.post_process(paths, dry_run=False))

    assert (target / storage.stored_name("css/a.css")).read_text() == "@layer x{a{color:red}}"


def test_collected_file_is_stored_compressed_in_both_ways(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("a { color: red }" * 100)
    storage = HashedStaticFiles(location=str(tmp_path), base_url="/static/")

    list(storage.post_process({"css/a.css": (storage, "css/a.css")}, dry_run=False))

    stored = tmp_path / storage.stored_name("css/a.css")
    sizes = [Path(f"{stored}{ending}").stat().st_size for ending in ("", ".gz", ".br")]
    assert sizes == sorted(sizes, reverse=True)
