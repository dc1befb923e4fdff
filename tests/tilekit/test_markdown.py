import re

import pytest

from tilekit.core.pictures import Picture
from tilekit.markdown import plain, render_markdown


def rendered_html(source: str, **options: object) -> str:
    return render_markdown(source, picture_of=lambda path: Picture(src=f"/files/{path}"), **options)  # type: ignore[arg-type]


def test_render_shifts_headings_below_the_page_and_gives_anchors() -> None:
    html = rendered_html("## First part\n\n#### Deep\n\n## First part\n", anchors="setup-")

    assert re.findall(r'<(h\d) id="([^"]+)">', html) == [
        ("h3", "setup-first-part"),
        ("h5", "setup-deep"),
        ("h3", "setup-first-part-1"),
    ]


def test_render_leads_links_to_the_anchors_of_the_same_text() -> None:
    assert '<a href="#setup-deep"' in rendered_html("[go](#deep)\n\n### Deep\n", anchors="setup-")


def test_render_takes_pictures_from_the_listing_only() -> None:
    html = rendered_html(
        "![own](images/a.png) ![raw](https://raw.example.org/x/images/b.png) ![far](https://evil.example/c.png)"
    )

    assert re.findall(r'src="([^"]+)"', html) == ["/files/images/a.png", "/files/images/b.png"]
    assert html.endswith(" far</p>\n")


@pytest.mark.parametrize("written", ["images/画面 1.png", "images/%E7%94%BB%E9%9D%A2%201.png"])
def test_render_takes_a_picture_by_its_name_in_the_folder(written: str) -> None:
    asked: list[str] = []

    render_markdown(f"![own](<{written}>)", picture_of=asked.append)  # type: ignore[func-returns-value]

    assert asked == ["images/画面 1.png"]


def test_render_tells_the_size_of_a_picture_and_its_smaller_copies() -> None:
    picture = Picture(src="/a/1280/", srcset="/a/640/ 640w, /a/1280/ 1280w", width=1600, height=900)

    html = render_markdown("![A graph](images/a.png)", picture_of=lambda _: picture)

    markup = {*re.findall(r'(\w+="[^"]*")', html)}
    assert {'src="/a/1280/"', 'srcset="/a/640/ 640w, /a/1280/ 1280w"', 'width="1600"', 'height="900"'} <= markup
    assert 'alt="A graph"' in markup


@pytest.mark.parametrize("picture", [None, Picture(src="")])
def test_render_shows_the_alternative_text_of_a_missing_picture(picture: Picture | None) -> None:
    assert render_markdown("![A graph](images/a.png)", picture_of=lambda _: picture) == "<p>A graph</p>\n"


def test_render_opens_outside_links_without_an_opener() -> None:
    html = rendered_html("[a](https://example.org) [b](#x) [c](/help/)", link_base="https://docs.example.org")

    assert '<a href="https://example.org" target="_blank" rel="noopener">a</a>' in html
    assert '<a href="#x" rel="noopener">b</a>' in html
    assert '<a href="https://docs.example.org/help/" target="_blank" rel="noopener">c</a>' in html


def test_render_keeps_the_words_of_a_relative_link_without_a_base() -> None:
    assert rendered_html("[help](/help/)") == '<p><a rel="noopener">help</a></p>\n'


def test_empty_cell_of_a_table_head_is_no_header() -> None:
    shown = rendered_html("| | a |\n|---|---|\n| b | c |")

    assert shown.count("<th>") == 1
    assert "<td></td>" in shown


def test_render_aligns_tables_without_inline_styles() -> None:
    html = rendered_html("|a|b|\n|:-:|--:|\n|1<br>2|~~x~~|\n")

    assert '<td class="align-center">1<br>\n2</td>' in html
    assert '<td class="align-right"><s>x</s></td>' in html
    assert "style=" not in html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,AAAA)",
        "![a](javascript:alert(1))",
        '[a](https://e.org "\\" onmouseover=\\"alert(1)")',
        '<https://e.org/" onmouseover=alert(1)>',
        '```"><script>alert(1)</script>\nx\n```',
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
def test_render_lets_nothing_run(source: str) -> None:
    bare = re.sub(r"&\w+;", "", rendered_html(source))
    tags = [re.sub(r'"[^"]*"', '""', tag) for tag in re.findall(r"<[^>]*>", bare)]

    assert not [tag for tag in tags if re.search(r"<(?:script|img)|\s(?:on\w+|style)=", tag)]
    assert not re.search(r"(?:href|src)=\"(?:javascript|data):", bare)


def test_plain_leaves_the_words() -> None:
    assert plain("## A *b* [c](https://d) ![e](f)\n\n- `g` | h\n\n[1]: https://x\n") == "A b c e g h"
    assert plain("A **wordmark**: set _both_, `a_b`.") == "A wordmark: set both, a_b."


def test_text_is_cut_at_the_limits_of_a_file() -> None:
    html = rendered_html("# a\n" * 50_000)

    assert re.findall(r'id="([^"]+)"', html)[:3] == ["a", "a-1", "a-2"]
    assert html.count("<h3") == 6_000
    assert 0 < rendered_html("[" * 200_000).count("[") <= 1_500


def test_number_of_a_repeated_heading_skips_one_that_is_taken() -> None:
    assert re.findall(r'id="([^"]+)"', rendered_html("# a\n# a-1\n# a\n# a\n")) == ["a", "a-1", "a-2", "a-3"]
