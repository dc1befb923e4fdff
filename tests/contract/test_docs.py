"""README.md and docs/: links lead somewhere, named files and names in code exist, and the README stays short."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal.generated_docs import GENERATED_PAGES
from portal.message_catalogues.domains import DOMAINS
from tests.contract.tree import ROOT, tracked

README = "README.md"
ALL = (README, *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
BY_HAND = tuple(page for page in ALL if page.removeprefix("docs/") not in GENERATED_PAGES)
README_BYTES = 6_000
CODE = (".py", ".html", ".js", ".css", ".toml", ".yml", ".json", ".txt", "")
# Names in the code of Django.
_FOREIGN = {"LANG_INFO", "PGSSLROOTCERT", "client_max_body_size", "slipway_owner"}


def prose(page: str) -> str:
    """The text of a page without blocks of code."""
    return re.sub(r"^```.*?^```$", "", (ROOT / page).read_text(), flags=re.DOTALL | re.MULTILINE)


def links(page: str) -> list[tuple[str, str]]:
    """(file, anchor) of each link to a file; the file of a link within the page is empty."""
    return re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", prose(page))


def anchors(page: Path) -> set[str]:
    """The anchors of headings, as GitHub makes them, and of elements with an ID."""
    text = page.read_text()
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'(?:id|name)="([^"]+)"', text))


def reached(page: str) -> set[str]:
    """The pages that can be reached from a page by following links."""
    pages, waiting = {page}, [page]
    while waiting:
        source = waiting.pop()
        targets = {((ROOT / source).parent / file).resolve() for file, _ in links(source) if file}
        new = {path.relative_to(ROOT).as_posix() for path in targets if path.is_file()} & {*ALL} - pages
        pages |= new
        waiting += new
    return pages


@cache
def words_of_code() -> frozenset[str]:
    """Every name in the code, and the names of files and folders."""
    paths = tracked(*CODE)
    words = {word for path in paths for word in re.findall(r"\w+", path.as_posix())}
    for path in paths:
        words.update(re.findall(r"\w+", (ROOT / path).read_text("utf-8", errors="ignore")))
    return frozenset(words)


@cache
def texts_of_portal() -> frozenset[str]:
    texts: set[str] = set()
    for domain in DOMAINS:
        with domain.template.open("rb") as file:
            texts.update(message.id for message in read_po(file) if isinstance(message.id, str))
    return frozenset(texts)


@pytest.mark.parametrize("page", ALL)
def test_links_lead_somewhere(page: str) -> None:
    targets = [((ROOT / page).parent / file if file else ROOT / page, anchor) for file, anchor in links(page)]

    assert [str(file) for file, _ in targets if not file.exists()] == []
    assert [f"{file}#{anchor}" for file, anchor in targets if anchor and anchor not in anchors(file)] == []


def test_every_page_is_reached_from_the_readme() -> None:
    assert {*ALL} - reached(README) == set()


def test_readme_is_short() -> None:
    assert len((ROOT / README).read_bytes()) <= README_BYTES


@pytest.mark.parametrize("page", BY_HAND)
def test_named_files_exist(page: str) -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    named = [place for place in re.findall(r"`([\w./-]+/[\w./-]*)`", prose(page)) if place.partition("/")[0] in folders]

    assert [place for place in named if not (ROOT / place).exists() and place != "var/"] == []


@pytest.mark.parametrize("page", BY_HAND)
def test_names_in_code_exist(page: str) -> None:
    named = {word for code in re.findall(r"`([^`\n]+)`", prose(page)) for word in re.findall(r"\w+", code)}

    assert named - words_of_code() - _FOREIGN == set(), "the page names something that is not in the code"


@pytest.mark.parametrize("page", BY_HAND)
def test_labels_in_italics_are_texts_of_the_portal(page: str) -> None:
    """Words in italics that begin with a capital are labels of pages and buttons."""
    labels = set(re.findall(r"(?<![*\w])\*([A-Z][^*]+)\*(?!\*)", prose(page).replace("\n", " ")))

    assert labels - texts_of_portal() == set()


@pytest.mark.parametrize("page", BY_HAND)
def test_targets_of_make_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)(?=[`\s.,]|$)", "\n".join(_code(page)), re.MULTILINE))

    assert named - targets == set()


def _code(page: str) -> list[str]:
    text = (ROOT / page).read_text()
    return [*re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE), *re.findall(r"`([^`\n]+)`", text)]
