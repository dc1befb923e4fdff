"""Templates that are included with `only` don't need what the context of the page contains, such as its CSRF token."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.contract.tree import ROOT

FOLDERS = (ROOT / "templates", ROOT / "page_parts" / "templates")
_INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"([^%]*)%}')


def templates() -> dict[str, str]:
    """{name: source} of all templates."""
    return {
        str(path.relative_to(folder)): path.read_text() for folder in FOLDERS for path in sorted(folder.rglob("*.html"))
    }


def isolated(sources: dict[str, str]) -> Iterator[tuple[Path, str]]:
    """The templates with an include with `only`, and the included ones."""
    for name, source in sources.items():
        for match in _INCLUDE.finditer(source):
            if re.search(r"\bonly\b", match[2]):
                yield Path(name), match[1]


def needs_token(name: str, sources: dict[str, str]) -> bool:
    """Whether the template or one that it includes contains a form with a CSRF token."""
    source = sources.get(name, "")
    return "csrf_token" in source or any(
        needs_token(match[1], sources) for match in _INCLUDE.finditer(source) if match[1] != name
    )


def test_no_token_is_lost() -> None:
    sources = templates()
    pairs = list(isolated(sources))

    assert len(pairs) > 50
    assert [(str(place), name) for place, name in pairs if needs_token(name, sources)] == []


def test_loss_of_a_token_is_seen() -> None:
    sources = {
        "page.html": '{% include "part.html" with a=1 only %}',
        "part.html": '{% include "form.html" %}',
        "form.html": "{% csrf_token %}",
    }

    ((_, name),) = isolated(sources)
    assert needs_token(name, sources)
