"""GEN-026 to GEN-028: scripts of workflows that show secrets, run downloads or ignore failures."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.listing.workflow_files import WorkflowFile, workflow_check
from tilekit.checks.readme.examples import run_downloads
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in

_SECRET_VARIABLE = re.compile(r"^\s*(?:- )?(?P<name>[A-Za-z_]\w*):\s*[\"']?\$\{\{\s*secrets\.\w+\s*\}\}")
# A program that prints its arguments, up to the end of the command or to a redirection.
_PRINTED = re.compile(
    r"\b(?:echo|printf|print|cat <<<|Write-(?:Host|Output))\b(?P<shown>(?:[^|><;&\n]|\$\{\{[^}]*\}\})*)(?P<rest>.*)"
)
_SECRET_EXPRESSION = re.compile(r"\$\{\{\s*(?:toJSON\()?secrets\b[^}]*\}\}", re.IGNORECASE)
# Programs that print what they read.
_PRINTS_INPUT = re.compile(r"\|\s*(?:base64|rev|xxd|hexdump|od|tee|cat|sed|tr|fold)\b[^|>]*$")
_CHECKS = re.compile(
    r"\b(?:bandit|ddev|flake8|golangci-lint|hatch|mypy|pip-audit|pylint|pytest|ruff|tilekit|tox|unittest)\b"
    r"|\b(?:go|npm|cargo|make|yarn) (?:run )?(?:test|lint|check)\b|\b(?:tests?|lint|validate)\b",
    re.IGNORECASE,
)
_CONTINUES = re.compile(r"\bcontinue-on-error:\s*true\b")
_STEP_ID = re.compile(r"^\s*(?:- )?id:\s*[\"']?([\w-]+)", re.MULTILINE)
_IGNORES = re.compile(r"\|\|\s*(?:true|:|exit 0|echo\b.*)\s*[\"']?\s*$")


@workflow_check(
    "GEN-026",
    Severity.WARNING,
    N_("“{value}” writes a secret to the log of the workflow. Remove the command."),
    name=N_("Secret in the log of a workflow"),
    starts_observed=True,
    applies_to=".github/workflows",
    expected=N_("No script prints a secret"),
    bad="echo ${{ secrets.DD_API_KEY }}",
    good="echo ${{ secrets.PASSWORD }} | docker login --password-stdin",
)
def prints_no_secrets(workflow: WorkflowFile, _: Bundle) -> Iterator[RawFinding]:
    """Secrets are neither printed nor printed in another form. They may go to a file or to another program."""
    names = [match["name"] for _, match in matches_in(workflow.lines, _SECRET_VARIABLE, ("secrets.",))]
    variable = re.compile(rf"\$\{{?(?:env:)?(?:{'|'.join(names)})\b") if names else _SECRET_EXPRESSION
    for number, line in workflow.commands():
        match = _PRINTED.search(line)
        if match and (_SECRET_EXPRESSION.search(match["shown"]) or variable.search(match["shown"])):
            is_passed_on = match["rest"][:1] in ("|", ">") and not _PRINTS_INPUT.match(match["rest"])
            if not is_passed_on and "::add-mask::" not in line:
                yield workflow.finding(number, match)


@workflow_check(
    "GEN-027",
    Severity.WARNING,
    N_("“{value}” runs a script that can change at any time. Install a version with a checksum, or a package."),
    name=N_("Downloaded script in a workflow"),
    starts_observed=True,
    applies_to=".github/workflows",
    expected=N_("No workflow passes a download directly to a shell"),
    bad="curl https://acme.example/install.sh | bash",
    good="pip install acme==1.2.0",
)
def runs_no_downloads(workflow: WorkflowFile, _: Bundle) -> Iterator[RawFinding]:
    """No workflow runs a script that nobody has read."""
    for number, match in run_downloads(workflow.lines):
        yield workflow.finding(number, match)


@workflow_check(
    "GEN-028",
    Severity.ADVICE,
    N_("“{value}” hides failed tests or checks. Remove it."),
    name=N_("Ignored failure in a workflow"),
    starts_observed=True,
    applies_to=".github/workflows",
    expected=N_("A step that tests or checks something stops the workflow if it fails"),
    bad="run: pytest || true",
    good="run: pytest",
)
def stops_at_failures(workflow: WorkflowFile, _: Bundle) -> Iterator[RawFinding]:
    """Neither a key of a step nor a command after the test makes a failed test count as passed."""
    for number, match in matches_in(workflow.lines, _CONTINUES, ("continue-on-error",)):
        step = workflow.step_around(number)
        if _CHECKS.search(step) and not _is_read_later(workflow, step):
            yield workflow.finding(number, match)
    for number, line in workflow.commands():
        ignored = _IGNORES.search(line)
        if ignored and _CHECKS.search(line[: ignored.start()]):
            yield workflow.finding(number, ignored)


def _is_read_later(workflow: WorkflowFile, step: str) -> bool:
    """Whether another line asks how the step ended: `if: steps.lint.outcome == 'failure'`."""
    named = _STEP_ID.search(step)
    asks = re.compile(rf"\bsteps\.{re.escape(named[1])}\.(?:outcome|conclusion)\b") if named else None
    return asks is not None and any(map(asks.search, workflow.lines))
