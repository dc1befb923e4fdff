"""Changes that no fix may make, whatever the checks report."""

import json
import re
from collections.abc import Iterator, Mapping

from tilekit.bundle import Bundle
from tilekit.checks.logs.pipeline_files import test_files
from tilekit.checks.parsed_files import CHANGELOG, README
from tilekit.core.field import Json
from tilekit.core.fileref import FileRef
from tilekit.core.kind import has_agent_check
from tilekit.core.messages import N_, Message
from tilekit.sections.release_notes import ReleaseNotes

_NUMBERS = re.compile(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg")
VersionKey = tuple[int, ...] | str
ReleaseKey = tuple[VersionKey, str]


def limit_violations(before: Bundle, after: Bundle, renamed: Mapping[str, str]) -> Iterator[Message]:
    """A message for each limit that the change from one listing to the other exceeds. renamed is {new path: old}."""
    if _rewrites_history(_releases(before), _releases(after)):
        yield Message(N_("The fix would change released versions in {file}."), {"file": CHANGELOG})
    old, new = _results(before), _results(after)
    if any(new[sample] != result for sample, result in old.items() if sample in new):
        yield Message(N_("The fix would change the expected results of pipeline tests."))
    digests = {after.files.digest(path) for path in after.files}
    for path in sorted(_used_files(before) - set(after.files) - set(renamed.values())):
        if before.files.digest(path) not in digests:
            yield Message(N_("The fix would remove {file}, which the listing uses."), {"file": path})


def _rewrites_history(old: list[ReleaseKey], new: list[ReleaseKey]) -> bool:
    """Whether versions are renamed, moved, removed or get new dates, or a new version is not above all others."""
    newest = max((version for version, _ in old if isinstance(version, tuple)), default=())
    new_versions = [version for version, _ in new if version not in dict(old)]
    is_newer = all(isinstance(version, tuple) and version > newest for version in new_versions)
    return bool(old) and ([entry for entry in new if entry[0] in dict(old)] != old or not is_newer)


def _releases(bundle: Bundle) -> list[ReleaseKey]:
    """Version and date of the release notes in order; 1.0 equals 1.0.0."""
    return [(_version_key(entry.version), entry.date) for entry in bundle.section(ReleaseNotes).entries]


def _version_key(text: str) -> VersionKey:
    match = _NUMBERS.fullmatch(text.strip())
    return tuple(int(part or 0) for part in match.groups()) if match else text


def _results(bundle: Bundle) -> dict[str, list[Json]]:
    """The expected results by sample. Samples without a result are left out, because a fix may add one."""
    results: dict[str, list[Json]] = {}
    for tests in test_files(bundle):
        for _, test in tests.tests:
            if result := test.get("result"):
                results.setdefault(json.dumps(test.get("sample"), default=str), []).append(result)
    return results


def _used_files(bundle: Bundle) -> set[str]:
    """The files that fields name (logos, dashboards and others), and images that texts name.

    Only a listing with an Agent check has a wheel; otherwise its field is not shown.
    """
    values: list[Json] = [value for section in bundle.documents.values() for value in section.values.values()]
    names: set[str] = set()
    while values:
        value = values.pop()
        reference = FileRef.from_json(value)
        if reference:
            names.add(reference.name)
        elif isinstance(value, dict | list):
            values += value.values() if isinstance(value, dict) else value
    texts = bundle.files.get(README, b"") + bundle.files.get(CHANGELOG, b"")
    pictures = (path for path in bundle.files if path.lower().endswith(_PICTURES))
    if not has_agent_check(bundle.kind):
        names = {path for path in names if not path.endswith(".whl")}
    return names & set(bundle.files) | {path for path in pictures if path.encode(errors="surrogatepass") in texts}
