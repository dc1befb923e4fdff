"""XC-063: examples and tests with a version of the product that the README does not support."""

import re
from collections.abc import Iterator, Sequence

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.metrics.own_names import OwnNames, own_names_of
from tilekit.checks.parsed_files import text_of
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.parse.positions import readable
from tilekit.parse.text import matches_in

_SUPPORTED = re.compile(
    r"(?<![\w.])v?(?P<version>\d+\.\d+(?:\.\d+)?) ?(?:(?:and|or) (?:later|newer|above|higher|up)\b|\+)", re.IGNORECASE
)
_SENTENCE_START = re.compile(r"[.:;] ")
_OF_OTHERS = re.compile(r"\b(?:agent|datadog|docker|go|helm|java|kubernetes|node|python|ruby|windows)\b", re.IGNORECASE)
_WORDS_BEHIND_VERSION = ("later", "newer", "above", "higher", "up", "+")
_IMAGE = re.compile(r"\bimage:\s*[\"']?(?P<image>[\w./-]+):v?(?P<version>\d+\.\d+(?:\.\d+)?)")
_COMPOSE_FILE = re.compile(r"tests/.*compose[\w.-]*\.ya?ml")


@readme_check(
    "XC-063",
    Severity.WARNING,
    N_("{value} is older than the oldest supported version according to the README, {version}. Use a supported one."),
    name=N_("Example with a version that is not supported"),
    starts_observed=True,
    applies_to=N_("README, tests"),
    expected=N_("Images of the product in examples and tests have a version that the README supports"),
    bad="“Acme Queue 5.2 and later” and image: acme/queue:4.9",
    good="image: acme/queue:5.4",
)
def shows_supported_versions(text: MarkdownText, bundle: Bundle) -> Iterator[RawFinding]:
    """The first version in the README that is followed by “and later” is the oldest one."""
    own_names = own_names_of(bundle)
    images = [place for place in _images(text, bundle) if any(map(own_names.has_product, place[2]["image"].split("/")))]
    oldest = next(_supported(text, own_names), None) if images else None
    for path, number, match in images if oldest else ():
        if oldest and _numbers(match["version"]) < _numbers(oldest):
            value = f"{match['image']}:{match['version']}"
            yield finding(file=path, line=number, column=match.start("image") + 1, value=value, version=oldest)


def _images(text: MarkdownText, bundle: Bundle) -> Iterator[tuple[str, int, re.Match[str]]]:
    """(path, line, match) of each image with a version in the README and in the environments of tests."""
    places: list[tuple[str, Sequence[str]]] = [(text.file, text.markdown.lines)]
    tests = [path for path in bundle.files if path.startswith("tests/") and _COMPOSE_FILE.fullmatch(path)]
    places += [(path, source.lines) for path in sorted(tests) if (source := readable(text_of, bundle, path))]
    for path, lines in places:
        yield from ((path, number, match) for number, match in matches_in(lines, _IMAGE, ("image:",)))


def _supported(text: MarkdownText, own_names: OwnNames) -> Iterator[str]:
    """The versions of the product that sentences with its name call the oldest supported ones."""
    for _, match in matches_in(text.markdown.prose, _SUPPORTED, _WORDS_BEHIND_VERSION):
        before = _SENTENCE_START.split(match.string[: match.start()])
        sentence = " ".join(before[-2:])
        if not _OF_OTHERS.search(sentence) and sentence.strip() and own_names.has_word_of(sentence):
            yield match["version"]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
