"""No install line names our distribution alone: pip would install a package of that name from a public index."""

import re

import pytest

from tests.contract.tree import ROOT, tracked

_SUFFIXES = (".md", ".py", ".yml", ".yaml", ".html", ".sh", ".toml", ".txt", ".in", ".po", ".mjs")
# An installer, then our name as a requirement: not a path, an address, or a part of one.
_INSTALL = re.compile(
    r"\b(?:pip3?|pipx|uv|poetry|conda|npm|npx)\b[^\n`]*\b(?:install|add|run|tool|download|wheel|exec)\b[^\n`]*?"
    r"[\s\"'(](?:slipway-)?tilekit(?:\[[\w,]+\])?(?=[\s\"'`)=<>~!]|$)(?!\s*@)"
)


def _bad_lines(text: str) -> list[str]:
    return [match.group() for match in _INSTALL.finditer(text)]


def test_no_install_line_names_our_distribution_alone() -> None:
    files = [name for suffix in _SUFFIXES for name in tracked(suffix) if name.name != "test_install_lines.py"]
    bad_lines = {name: lines for name in files if (lines := _bad_lines((ROOT / name).read_text("utf-8")))}
    assert len(files) > 1_000
    assert bad_lines == {}


@pytest.mark.parametrize(
    "line",
    [
        'pip install "tilekit[submit]"',
        "pip3 install --upgrade slipway-tilekit",
        "python -m pip install tilekit==1.0.0",
        "pipx run tilekit validate .",
        "uv tool install tilekit",
    ],
)
def test_such_a_line_is_found(line: str) -> None:
    assert _bad_lines(f"- run: {line}\n")


@pytest.mark.parametrize(
    "line",
    [
        "pip install --require-hashes -r https://portal.example/developers/tilekit/submit.txt",
        "pip install .",
        'pip install "slipway-tilekit[submit] @ https://portal.example/developers/tilekit/a/b.whl#sha256=c"',
        "pip install --require-hashes -r requirements.txt --target tilekit-packages",
    ],
)
def test_a_line_with_an_address_or_a_path_is_fine(line: str) -> None:
    assert _bad_lines(line) == []
