"""Comments that ignore findings: `# tilekit: ignore LP-019 the reason` on the line of the finding or above it."""

import re
from collections.abc import Callable, Iterable, Iterator
from posixpath import basename

from msgspec import Struct

from tilekit.bundle import Bundle
from tilekit.checks.finding import Finding
from tilekit.core.messages import N_, Message

# The end of a file's name -> how a comment begins and ends.
_COMMENTS = {
    (".md", ".svg", ".html"): (rb"<!--", rb"-->"),
    (".yaml", ".yml", ".py", ".toml", ".example"): (rb"#", rb"$"),
}
_MARK = b"tilekit"
_CODE = rb"[a-z]{2,4}-\d+"
_CODES = re.compile(rb"[\s:\[(]*(%b(?:\s*,\s*%b)*)(?![\w-])[\])]*(.*)" % (_CODE, _CODE), re.IGNORECASE | re.DOTALL)
_PATTERNS = tuple(
    (
        suffixes,
        re.compile(rb"%b\s*%b:?\s*ignore\b(.{,2000}?)%b" % (start, _MARK, end), re.DOTALL | re.MULTILINE),
    )
    for suffixes, (start, end) in _COMMENTS.items()
)
_NO_CODE = N_("The comment names no check, so nothing is ignored. Write its code, then the reason.")
_NO_REASON = N_("The comment has no reason, so {code} is not ignored. Write the reason after the code.")
_NO_EFFECT = N_("The comment ignores {code}, but there is no such finding here. Remove the comment.")


class IgnoreComment(Struct, frozen=True, kw_only=True):
    """A comment that ignores the findings of one check on its last line and on the next one. code is "" if it names no
    check.
    """

    file: str
    line: int
    code: str
    has_reason: bool

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is ignored. One without a line is about the whole file."""
        is_near = finding.line is None or self.line <= finding.line <= self.line + 1
        return self.has_reason and finding.code == self.code and finding.file == self.file and is_near


class IgnoredFindings(Struct, frozen=True, kw_only=True):
    """The findings that are left, and each comment that has no effect with the reason."""

    findings: list[Finding]
    ineffective: list[tuple[IgnoreComment, Message]]


def ignore_comments(bundle: Bundle) -> tuple[IgnoreComment, ...]:
    """The comments in all files of the listing whose format has comments."""
    return tuple(comment for path in bundle.files for comment in _comments_in(bundle, path))


def without_ignored_by_comments(
    bundle: Bundle, findings: Iterable[Finding], silent: Callable[[], frozenset[str]]
) -> IgnoredFindings:
    """The findings without those that comments ignore.

    silent returns the checks whose findings are not reported. It is only called if there is a comment.
    """
    comments, left, used = ignore_comments(bundle), list[Finding](), set[IgnoreComment]()
    for finding in findings:
        covering = [comment for comment in comments if comment.covers(finding)]
        used.update(covering)
        left += [] if covering else [finding]
    skipped = silent() if comments else frozenset[str]()
    ineffective = [
        (comment, _reason(comment)) for comment in comments if comment not in used and comment.code not in skipped
    ]
    return IgnoredFindings(findings=left, ineffective=ineffective)


def _reason(comment: IgnoreComment) -> Message:
    """The reason why a comment has no effect."""
    if not comment.code:
        return Message(_NO_CODE)
    return Message(_NO_EFFECT if comment.has_reason else _NO_REASON, {"code": comment.code})


def _comments_in(bundle: Bundle, path: str) -> Iterator[IgnoreComment]:
    pattern = next((pattern for suffixes, pattern in _PATTERNS if basename(path).lower().endswith(suffixes)), None)
    data = bundle.files[path] if pattern else b""
    if pattern is None or _MARK not in data:
        return
    for match in pattern.finditer(data):
        line, codes = data.count(b"\n", 0, match.end()) + 1, _CODES.match(match[1])
        has_reason = codes is not None and re.search(r"\w", codes[2].decode("utf-8", "replace")) is not None
        for code in codes[1].decode().upper().split(",") if codes else [""]:
            yield IgnoreComment(file=path, line=line, code=code.strip(), has_reason=has_reason)
