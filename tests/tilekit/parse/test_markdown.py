import pytest

from tests.shared import CORPUS
from tilekit.parse.markdown.parts import MarkdownFile
from tilekit.parse.markdown.reader import parse_markdown


def parsed(text: str) -> MarkdownFile:
    return parse_markdown(text.encode())


def test_headings_have_level_text_anchor_and_line() -> None:
    text = "# A *b* `c`\n\nTitle\n-----\n\n## Title\n\n### x / y!\n\n```\n# no\n```\n"

    headings = [(heading.level, heading.text, heading.anchor, heading.line) for heading in parsed(text).headings]

    assert headings == [
        (1, "A b c", "a-b-c", 1),
        (2, "Title", "title", 3),
        (2, "Title", "title-1", 6),
        (3, "x / y!", "x--y", 8),
    ]


def test_blocks_are_those_of_the_outermost_level() -> None:
    text = (
        "text\n\n![a](b)\n![c](d)\n\n- item\n\n  more\n\n1. one\n\n> quote\n\n    code\n\n```\nfence\n```\n\n"
        "<p>\nhtml\n</p>\n\n| a |\n|---|\n\n***\n"
    )

    blocks = [(block.kind, block.line, block.end_line) for block in parsed(text).blocks]

    assert blocks == [
        ("paragraph", 1, 1),
        ("images", 3, 4),
        ("list", 6, 9),
        ("ordered_list", 10, 11),
        ("quote", 12, 12),
        ("code", 14, 14),
        ("fence", 16, 18),
        ("html", 20, 22),
        ("table", 24, 25),
        ("rule", 27, 27),
    ]


def test_part_holds_what_is_under_its_heading() -> None:
    markdown = parsed("# T\n\n## Setup\n\none\n\n### Deep\n\ntwo\n\n## Other\n\nthree\n")

    part = markdown.part("setup")

    assert part is not None
    assert (part.line, part.end_line) == (3, 10)
    assert [block.kind for block in part.blocks] == ["paragraph", "heading", "paragraph"]
    assert markdown.text_of(part) == "one\n\n### Deep\n\ntwo"
    assert markdown.part("Deep") is None
    assert markdown.part("Deep", level=3) is not None


def test_links_know_their_place_and_where_they_come_from() -> None:
    text = (
        'See [a *b*][1] and\nthen [x](http://x.example "t") <mailto:a@b.example>\n\n'
        "> * [Ref] `[no](y)`\n\n[1]: http://one.example\n[ref]: /two\n"
    )

    links = [(link.text, link.url, link.label, link.line, link.column, link.is_auto) for link in parsed(text).links]

    assert links == [
        ("a b", "http://one.example", "1", 1, 5, False),
        ("x", "http://x.example", "", 2, 6, False),
        ("mailto:a@b.example", "mailto:a@b.example", "", 2, 32, True),
        ("Ref", "/two", "REF", 4, 5, False),
    ]


def test_links_with_dangerous_addresses_are_seen() -> None:
    markdown = parsed("[a](javascript:alert(1)) ![b](data:text/html,x) [c][1]\n\n[1]: vbscript:x\n")

    assert [link.url for link in markdown.links] == ["javascript:alert(1)", "vbscript:x"]
    assert [image.url for image in markdown.images] == ["data:text/html,x"]


def test_pictures_know_their_place() -> None:
    markdown = parsed("| a |\n|---|\n| [![alt *x*](images/a.png)](http://b.example) |\n")

    images = [(image.alt, image.url, image.line, image.column) for image in markdown.images]

    assert images == [("alt x", "images/a.png", 3, 4)]


def test_definitions_keep_their_label_and_say_when_they_come_again() -> None:
    markdown = parsed("[A]: http://a.example\n[b]:\n  /two\n[a]: /again\n")

    definitions = [(one.label, one.url, one.line, one.end_line, one.is_duplicate) for one in markdown.definitions]

    assert definitions == [
        ("A", "http://a.example", 1, 1, False),
        ("b", "/two", 2, 3, False),
        ("a", "/again", 4, 4, True),
    ]


@pytest.mark.parametrize(
    "text, fences",
    [
        ("```yaml x\na\n```\n", [("yaml", 1, 3, True)]),
        ("a\n\n~~~\nb\n```\n", [("", 3, 5, False)]),
        ("```", [("", 1, 1, False)]),
        ("````\n```\n````\n", [("", 1, 3, True)]),
        ("1. a\n\n   ```sh\n   b\n   ```\n", [("sh", 3, 5, True)]),
        ("> ```\n> a\n> ```\n", [("", 1, 3, True)]),
    ],
)
def test_fences_say_their_language_and_whether_they_end(text: str, fences: list[object]) -> None:
    parsed_fences = [(fence.language, fence.line, fence.end_line, fence.is_closed) for fence in parsed(text).fences]

    assert parsed_fences == fences


def test_tags_outside_code_are_seen_with_their_attributes() -> None:
    text = "a <b onClick='x' id=y>t</b> `<i>` <!-- <u> -->\n\n<div style=\"a\"\n  hidden>\n<script src=x\n"

    tags = [(tag.name, tag.attributes, tag.is_closing, tag.line, tag.column) for tag in parsed(text).tags]

    assert tags == [
        ("b", (("onclick", "x"), ("id", "y")), False, 1, 3),
        ("b", (), True, 1, 24),
        ("div", (("style", "a"), ("hidden", "")), False, 3, 1),
        ("script", (("src", "x"),), False, 5, 1),
    ]


def test_rows_with_another_number_of_cells_are_seen() -> None:
    markdown = parsed("| a | b |\n|---|---|\n| 1 |\n| 1 | 2\\|3 |\n1 | 2 | 3\n")

    assert [(row.line, row.cells, row.expected) for row in markdown.unequal_rows] == [(3, 1, 2), (5, 3, 2)]


def test_prose_is_the_text_without_code_tags_and_addresses() -> None:
    markdown = parsed("a `b` [c](d) <i>e</i> ![f](g) <http://h.example> [k][1]\n\n```\nl\n```\n\n[1]: m\n")

    assert [line.split() for line in markdown.prose] == [["a", "c", "e", "k"], [], [], [], [], [], [], []]
    assert [len(line) for line in markdown.prose] == [len(line) for line in markdown.lines]


def test_windows_line_ends_do_not_count() -> None:
    markdown = parsed("# A\r\n\r\ntext [x](y)\r\n")

    assert markdown.lines == ("# A", "", "text [x](y)", "")
    assert [(link.line, link.column) for link in markdown.links] == [(3, 6)]


@pytest.mark.parametrize(
    "text", ["[" * 1_500, '<a b="' * 12_000, "<!--" * 6_000, "`" * 12_000, "> " * 5_000, "*" * 12_000]
)
def test_hostile_text_is_read(text: str) -> None:
    assert len(parsed(text).lines) == 1


@pytest.mark.skipif(CORPUS is None, reason="the shared corpus is not here")
def test_every_link_of_the_corpus_stands_where_it_is_said_to_be() -> None:
    assert CORPUS is not None
    wrong = []
    for path in sorted(CORPUS.glob("*/README.md")):
        markdown = parse_markdown(path.read_bytes())
        for link in markdown.links:
            sign = markdown.lines[link.line - 1][link.column - 1]
            wrong += [(path, link)] if sign != ("<" if link.is_auto else "[") else []

    assert wrong == []
