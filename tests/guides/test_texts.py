"""How the file of a guide is read."""

import pytest

from guides.texts import InvalidGuide, TextPart, digest_of_guide, parse_guide

pytestmark = pytest.mark.sqlite_is_enough
HEAD = "---\ntitle: Metrics\nsummary: All about metrics.\n---\n"


def test_sections_and_blocks_are_separated() -> None:
    guide = parse_guide(
        f"{HEAD}\nBefore.\n\n## Names {{#names}}\n\nText.\n\n[[file a/b.csv 1-2]]\n\n### Units {{#units}}\n"
    )

    before, names, units = guide.sections
    assert (before.anchor, before.parts) == ("", [TextPart(markdown="Before.")])
    assert (names.title, names.level) == ("Names", 2)
    assert names.parts == [TextPart(markdown="Text."), TextPart(kind="file", argument="a/b.csv 1-2")]
    assert (units.title, units.level, units.parts) == ("Units", 3, [])
    assert guide.anchors == {"names", "units"}


def test_code_contains_no_headings_and_no_blocks() -> None:
    guide = parse_guide(f"{HEAD}```\n## A {{#a}}\n[[file a/b]]\n```\n")

    assert guide.anchors == set()
    assert [part.kind for part in guide.sections[0].parts] == [""]


@pytest.mark.parametrize(
    "source",
    [
        "# Metrics\n",
        "---\ntitle: Metrics\n---\n",
        "---\ntitle: [\n---\n",
        f"{HEAD}## A {{#a}}\n## B {{#a}}\n",
        HEAD.replace("title", "tilte"),
    ],
)
def test_invalid_files_are_refused(source: str) -> None:
    with pytest.raises(InvalidGuide):
        parse_guide(source)


def test_digest_depends_on_the_text() -> None:
    assert digest_of_guide(HEAD) == digest_of_guide(HEAD) != digest_of_guide(HEAD + " ")
