"""Reads the workflow files of a repository, line by line."""

import re
from collections.abc import Iterator

from msgspec import Struct

from tilekit.bundle import Bundle, once_per_bundle
from tilekit.checks.assets import CheckDecorator
from tilekit.checks.finding import RawFinding, finding
from tilekit.checks.parsed_files import text_of
from tilekit.parse.positions import readable

_WORKFLOW = re.compile(r"\.github/(?:workflows|actions)/.+\.ya?ml")
_RUN = re.compile(r"^(?P<indent>\s*(?:- )?)run:\s*(?P<rest>.*)$")


class WorkflowFile(Struct, frozen=True):
    """A workflow file with its lines. Comments are blank lines."""

    file: str
    lines: tuple[str, ...]

    def finding(self, number: int, match: re.Match[str], *, message: str = "") -> RawFinding:
        """A raw finding about the match in a line."""
        return finding(file=self.file, line=number, column=match.start() + 1, value=match[0].strip(), message=message)

    def commands(self) -> Iterator[tuple[int, str]]:
        """(line, text) of each line of a script, with the key of the step before a script of one line."""
        indent = -1
        for number, line in enumerate(self.lines, start=1):
            depth = depth_of(line)
            if (match := _RUN.match(line)) and (indent < 0 or depth <= indent):
                is_block = match["rest"][:1] in ("|", ">")
                indent = len(match["indent"]) if is_block else -1
                if not is_block:
                    yield number, line
            elif line.strip() and depth <= indent:
                indent = -1
            elif indent >= 0:
                yield number, line

    def step_around(self, number: int) -> str:
        """The lines of the step or job that a key in a line belongs to."""
        depth = depth_of(self.lines[number - 1].replace("- ", "  ", 1))
        first = last = number - 1
        while first and not self.lines[first].lstrip().startswith("- ") and _is_inside(self.lines[first - 1], depth):
            first -= 1
        while last + 1 < len(self.lines) and depth_of(self.lines[last + 1]) >= depth:
            last += 1
        return "\n".join(self.lines[first : last + 1])


def depth_of(line: str) -> int:
    """The spaces at the start of a line; many for a blank one, which ends nothing."""
    return len(line) - len(line.lstrip()) if line.strip() else 1_000


def _is_inside(line: str, depth: int) -> bool:
    return depth_of(line) >= depth or (depth_of(line) == depth - 2 and line.lstrip().startswith("- "))


@once_per_bundle
def workflows(bundle: Bundle) -> tuple[WorkflowFile, ...]:
    """The workflow files that can be read."""
    paths = sorted(path for path in bundle.files if path.startswith(".github/") and _WORKFLOW.fullmatch(path))
    sources = [(path, readable(text_of, bundle, path)) for path in paths]
    return tuple(WorkflowFile(path, tuple(map(_without_comment, one.lines))) for path, one in sources if one)


def _without_comment(line: str) -> str:
    return "" if line.lstrip().startswith("#") else line


workflow_check = CheckDecorator(workflows)
