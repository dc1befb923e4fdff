"""SVG: malicious images are reported and their copies are harmless; real logos keep their shapes."""

import re

import pytest

from tests.shared import CORPUS
from tilekit.media.svg import RiskKind, SvgFacts, TooComplex, inspect, sanitise
from tilekit.parse.positions import Position, Unparsable

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 240 80">\n'
SHAPE = '<path d="M0 0h9v9z" fill="#123"/>'


def svg(inner: str, head: str = "") -> bytes:
    return f"{head}{OPEN}{inner}\n{SHAPE}</svg>".encode()


def test_inspect_reads_the_shape_of_a_plain_picture() -> None:
    assert inspect(svg("")) == SvgFacts(size_bytes=len(svg("")), has_view_box=True, width=240.0, height=80.0)
    assert inspect(svg("")).ratio == 3.0


@pytest.mark.parametrize(
    "inner,kind,what",
    [
        ("<script>alert(1)</script>", RiskKind.SCRIPT, "script"),
        ('<rect onclick="alert(1)"/>', RiskKind.HANDLER, "onclick"),
        ('<rect onLoad="alert(1)"/>', RiskKind.HANDLER, "onload"),
        ("<foreignObject><p/></foreignObject>", RiskKind.FOREIGN, "foreignObject"),
        ('<image href="https://evil.example/a.png"/>', RiskKind.OUTSIDE, "https://evil.example/a.png"),
        ('<use xlink:href="other.svg#a"/>', RiskKind.OUTSIDE, "other.svg#a"),
        ('<a href=" java&#10;script:alert(1)"/>', RiskKind.OUTSIDE, "java\nscript:alert(1)"),
        ('<rect fill="url(https://evil.example/a)"/>', RiskKind.OUTSIDE, "url(https://evil.example/a)"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', RiskKind.OUTSIDE, "data:image/svg+xml;base64,AAAA"),
        ('<g xml:base="https://evil.example/"/>', RiskKind.OUTSIDE, "https://evil.example/"),
        ("<style>@import 'https://evil.example/a.css';</style>", RiskKind.STYLE, "@import"),
        ("<style>a{fill:u\\72l(https://evil.example)}</style>", RiskKind.STYLE, "https://evil.example"),
        ("<style>a{fill:url/**/('//evil.example')}</style>", RiskKind.STYLE, "//evil.example"),
        ('<rect style="behavior:url(#x)"/>', RiskKind.STYLE, "behavior:"),
        ('<image href="data:image/png;base64,AAAA"/>', RiskKind.RASTER, "image"),
        ("<text>Acme</text>", RiskKind.TEXT, "text"),
        ('<animate attributeName="x"/>', RiskKind.ANIMATION, "animate"),
    ],
)
def test_inspect_names_a_risk_with_its_line(inner: str, kind: RiskKind, what: str) -> None:
    (risk,) = inspect(svg(inner)).risks

    assert (risk.kind, risk.line, risk.what) == (kind, 2, what)


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        '<image href="https://evil.example/a.png"/>',
        '<a href="javascript:alert(1)"><rect/></a>',
        '<rect fill="url(https://evil.example/a)"/>',
        "<style>@import 'https://evil.example'; a{fill:u\\72l(https://evil.example)}</style>",
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<g xml:base="https://evil.example/"/>',
        '<?xml-stylesheet href="https://evil.example/a.css"?>',
        "<style>&lt;/style&gt;&lt;script&gt;alert(1)&lt;/script&gt;{fill:red}</style>",
    ],
)
def test_sanitise_leaves_nothing_that_runs_or_loads(inner: str) -> None:
    data, _ = sanitise(svg(inner, head='<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">'))

    assert not re.search(rb"<script|onclick|iframe|evil|javascript|@import|DOCTYPE|<\?|<set", data)
    assert b'<path d="M0 0h9v9z" fill="#123">' in data


def test_sanitise_keeps_what_only_draws() -> None:
    inner = (
        '<defs><linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient>'
        "<style>.b{fill:url(#a);stroke-width:0px}</style></defs>"
        '<g class="b" style="opacity:.5"><rect width="9" height="9" fill="url(#a)"/><use xlink:href="#a"/></g>'
    )
    data, dropped = sanitise(svg(inner))

    assert dropped == ()
    assert inspect(data).risks == ()
    for part in (b'<stop offset="0" stop-color="red">', b".b{fill:url(#a);stroke-width:0px}", b'<use href="#a">'):
        assert part in data
    assert sanitise(data)[0] == data


def test_sanitise_tells_what_it_dropped() -> None:
    _, dropped = sanitise(svg('<script/>\n<rect onclick="a()"/>'))

    assert [(one.line, one.what) for one in dropped] == [(2, "<script>"), (3, "onclick")]


def test_sanitise_makes_a_view_box_from_the_sides() -> None:
    data, _ = sanitise(b'<svg xmlns="http://www.w3.org/2000/svg" width="200px" height="50"/>')

    assert b'viewBox="0 0 200 50"' in data


def test_a_doctype_with_namespace_entities_is_read_and_dropped() -> None:
    head = '<!DOCTYPE svg PUBLIC "a" "b" [\n<!ENTITY ns "http://www.w3.org/2000/svg">\n]>\n'
    data = f'{head}<svg xmlns="&ns;" viewBox="0 0 9 3"><path d="M0 0"/></svg>'.encode()

    assert [(risk.kind, risk.line) for risk in inspect(data).risks] == [(RiskKind.DOCTYPE, 1)]
    assert sanitise(data)[0].startswith(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3">')


@pytest.mark.parametrize(
    "entity",
    ['<!ENTITY a "&#38;b;">', '<!ENTITY a SYSTEM "file:///etc/passwd">', '<!ENTITY % a "x">', '<!ENTITY a "&lt;g/>">'],
)
def test_an_entity_that_leads_on_is_refused(entity: str) -> None:
    data = svg("", head=f"<!DOCTYPE svg [\n{entity}]>")

    assert inspect(data).fault_at == Position(2, 1)
    with pytest.raises(Unparsable):
        sanitise(data)


@pytest.mark.parametrize(
    "inner",
    [
        "<g>" * 60 + "</g>" * 60,
        "<g/>" * 5_001,
        "".join(f'<g a="" b="" c="" d="" e="{n}"/>' for n in range(4_500)),
        "<style>" + "a{b:c}" * 501 + "</style>",
        '<g id="a"><use href="#a"/></g>',
        "".join(f'<g id="n{n}">' + f'<use href="#n{n + 1}"/>' * 2 + "</g>" for n in range(7)) + '<g id="n7"/>',
        '<g id="a">' + "<g/>" * 400 + "</g>" + '<use href="#a"/>' * 200,
    ],
)
def test_a_picture_that_costs_too_much_is_refused(inner: str) -> None:
    assert inspect(svg(inner)).is_too_complex
    with pytest.raises(TooComplex):
        sanitise(svg(inner))


@pytest.mark.parametrize("data,place", [(b"", (1, 1)), (b"<svg>\n<g></svg>", (2, 6)), (b"<svg", (1, 1))])
def test_a_broken_picture_says_where(data: bytes, place: tuple[int, int]) -> None:
    facts = inspect(data)

    assert facts.fault_at is not None
    assert (facts.fault_at.line, facts.fault_at.column) == place


@pytest.mark.parametrize("encoding", ["UTF-7", "EUC-JP", "nothing-known", "UTF-16", "rot13"])
def test_an_encoding_that_is_not_read_is_a_fault(encoding: str) -> None:
    facts = inspect(svg("", f'<?xml version="1.0" encoding="{encoding}"?>'))

    assert facts.fault is not None
    assert facts.fault_at == Position(1, facts.fault_at.column if facts.fault_at else 0)


@pytest.mark.parametrize("box", ["0 0 nan nan", "nan 0 1 1", "0 0 inf 1e999", "0 0 1e999 1", "0 0 -1 1", "0 0 1", "a"])
def test_a_view_box_that_is_none_has_no_sides(box: str) -> None:
    facts = inspect(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="1e999" height="4"/>'.encode())

    assert (facts.is_readable, facts.has_view_box, facts.width, facts.height, facts.ratio) == (
        True,
        False,
        None,
        4,
        None,
    )


def test_an_endless_ratio_is_none() -> None:
    assert inspect(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e300 1e-300"/>').ratio is None
    assert inspect(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e-300 1e300"/>').ratio is None


def test_a_bitmap_named_svg_is_recognised() -> None:
    assert inspect(b"\x89PNG\r\n\x1a\n....").other_kind == "png"


def test_a_root_outside_the_namespace_is_a_fault() -> None:
    assert inspect(b'<svg viewBox="0 0 1 1"/>').fault is not None


@pytest.mark.skipif(CORPUS is None, reason="the corpus is not beside the tree")
def test_logos_of_real_listings_are_readable_and_their_copies_safe() -> None:
    assert CORPUS
    for path in CORPUS.rglob("*.svg"):
        facts = inspect(path.read_bytes())
        data, dropped = sanitise(path.read_bytes())

        assert facts.is_readable, path
        assert dropped == (), path
        assert data.count(b"<path") == path.read_bytes().count(b"<path"), path
