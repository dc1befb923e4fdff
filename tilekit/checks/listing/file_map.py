"""Checks that a listing contains only files of known kinds."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import Fix, FixClass, RawFinding, Severity, finding
from tilekit.checks.parsed_files import text_files
from tilekit.checks.registry import check
from tilekit.core.messages import N_, Message
from tilekit.scaffold.documents import references

_FILE_PLACES = (
    r"manifest\.json|README\.md|CHANGELOG\.md|metadata\.csv",
    r"images/.+\.(?:png|jpe?g|svg|gif)",
    r"assets/(?:dashboards|monitors|security|saved_views)/[^/]+\.json",
    r"assets/logs/[^/]+\.ya?ml",
    r"assets/(?:service_checks|oauth_clients)\.json",
    r"assets/dataflows\.yaml",
    r"assets/configuration/spec\.yaml",
    r"assets/logos/[^/]+\.(?:svg|png)",
    r"assets/eula\.pdf|assets/eula/[^/]+\.pdf",
    r"logos/[^/]+\.png",
    r"tile/media/.+\.(?:png|jpe?g|mp4)",
    r"dist/[^/]+\.whl",
    r"images/IMAGES_README\.md",  # from the platform's own template
    r"\.github/workflows/tilekit\.yml",  # from `tilekit new`
)
_WITH_CODE = (
    r"pyproject\.toml|setup\.py|setup\.cfg|hatch\.toml|tox\.ini|MANIFEST\.in|requirements[^/]*\.(?:in|txt)",
    r"(?:datadog_checks|tests)/.+",
)
_KNOWN_PATH = re.compile("|".join(f"(?:{place})" for place in _FILE_PLACES), re.IGNORECASE)
_CODE = re.compile("|".join(f"(?:{place})" for place in _WITH_CODE))
_IS_CODE = re.compile(r"datadog_checks/.+\.py")
# Files that operating systems and editors leave; they can be deleted.
_TEMPORARY_FILES = re.compile(
    r"(?:.*/)?(?:\.DS_Store|\._[^/]*|Thumbs\.db|desktop\.ini|[^/]*~|[^/]*\.(?:swp|swo|bak|orig|rej|pyc|pyo))"
    r"|(?:.*/)?(?:__MACOSX|__pycache__|\.idea|\.vscode|\.pytest_cache|\.ruff_cache|\.mypy_cache)/.+",
    re.IGNORECASE,
)
# Files of the surrounding repository, which are harmless in a listing.
_HARMLESS = re.compile(
    r"(?:.*/)?\.[^/]+(?:/.*)?"
    r"|(?:.*/)?(?:LICEN[CS]E|NOTICE|COPYING|AUTHORS|CONTRIBUTORS|CONTRIBUTING|CODEOWNERS|CODE_OF_CONDUCT|SECURITY"
    r"|SUPPORT|MAINTAINERS|THANKS|Makefile|Dockerfile|Jenkinsfile|Justfile|Taskfile|Vagrantfile|CITATION)(?:[.-][^/]*)?"
    r"|.+\.(?:md|markdown|rst|txt|adoc|png|jpe?g|gif|svg|webp|ico|psd|fig|sketch|drawio|mp4|mov|webm|pdf|lock)"
    r"|(?:docs?|examples?|scripts?|screenshots?|ci|\w*licen[cs]es)/.+"
    r"|(?:azure-pipelines|bitbucket-pipelines|appveyor|codecov|renovate|mkdocs|docker-compose|compose)[^/]*\.(?:ya?ml|json5?)"
    r"|package(?:-lock)?\.json",
    re.IGNORECASE,
)
_LONG_STEM = 16  # in characters; a shorter name may be a common word
_MARKS = (b"/", b'"', b"'", b"(", b"`", b" ")
_MAX_SEARCHED_BYTES = 3_000_000_000
"""The most bytes to search for all names together, which takes about a second."""


@check(
    code="GEN-005",
    name=N_("Unknown file"),
    severity=Severity.WARNING,
    fix=FixClass.SUGGESTED,
    message=N_("This file is not part of a listing and will not be published. Remove or move it."),
    applies_to=N_("all files"),
    expected=N_("Only files that can be part of a listing"),
    bad="notes.docx",
    good="README.md",
)
def has_known_files(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Every file is of a known kind, or something in the listing refers to it.

    Files of the surrounding repository are reported as advice, without a fix, because they are needed there.
    """
    has_code = any(_IS_CODE.fullmatch(path) for path in bundle.files)
    unknown = [path for path in sorted(bundle.files) if not _is_known(path, has_code=has_code)]
    for path in without_used(bundle, unknown):
        if _TEMPORARY_FILES.fullmatch(path):
            yield finding(file=path, severity=Severity.ADVICE, fix=_fix_removing(path))
        elif _HARMLESS.fullmatch(path):
            message = N_("This file will not be published, because it is not part of a listing.")
            yield finding(file=path, severity=Severity.ADVICE, message=message)
        else:
            yield finding(file=path, fix=_fix_removing(path))


def _is_known(path: str, *, has_code: bool) -> bool:
    return bool(_KNOWN_PATH.fullmatch(path) or (has_code and _CODE.fullmatch(path)))


def _fix_removing(path: str) -> Fix:
    return Fix(title=Message(N_("Remove the file")), removed=(path,))


def without_used(bundle: Bundle, paths: Sequence[str]) -> list[str]:
    """The paths that are neither in a field of the listing nor in a text of another file.

    If there is too much to search, only the first paths are searched and returned.
    """
    used = {reference.name for _, _, reference in references(bundle.documents)}
    left = [path for path in paths if path not in used]
    sources = list(text_files(bundle)) if left else []
    left = left[: _MAX_SEARCHED_BYTES // max(sum(len(source.data) for _, source in sources), 1)]
    words = _words_by_path(bundle, left)
    for path, source in sources:
        data = source.data
        named = {
            candidate
            for candidate in left
            for word in words[candidate]
            if word in data and candidate != path and _mentions_word(data, word)
        }
        left = [candidate for candidate in left if candidate not in named] if named else left
    return left


def _words_by_path(bundle: Bundle, paths: Sequence[str]) -> dict[str, tuple[bytes, ...]]:
    """The texts that refer to each path: its last part, or the whole path if several files have the same name."""
    times = Counter(PurePosixPath(path).name for path in bundle.files) if paths else Counter()
    names = {path: PurePosixPath(path).name for path in paths}
    return {path: _spellings(name if times[name] == 1 else path) for path, name in names.items()}


def _mentions_word(data: bytes, word: bytes) -> bool:
    """Whether the text contains the word after a slash, a quotation mark, a bracket or a space."""
    return any(mark + word in data for mark in _MARKS)


def _spellings(name: str) -> tuple[bytes, ...]:
    """The name as it appears in texts and URLs; a long one also without its extension, as in IDs."""
    stem = PurePosixPath(name).stem
    names = {name, stem} if len(stem) >= _LONG_STEM else {name}
    return tuple(
        {form for name in names for form in (name.encode("utf-8", "replace"), quote(name, errors="replace").encode())}
    )
