"""GEN-023 to GEN-025: workflows that give rights of the repository to code of other people."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from tilekit.bundle import Bundle
from tilekit.checks.finding import FindingPlace, RawFinding, Severity
from tilekit.checks.listing.workflow_files import WorkflowFile, workflow_check
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in

_WITH_SECRETS = re.compile(r"\bpull_request_target\b")
# What checks out the code of a pull request.
_OF_PULL_REQUEST = re.compile(
    r"\b(?:ref|repository):\s*[\"']?(?:\$\{\{[^}]*\bgithub\.(?:event\.pull_request\.head\.\w|head_ref)[^}]*\}\}"
    r"|refs/pull/\S+)|\bgh pr checkout\b|\bgit fetch \S+ \"?(?:\+?refs/)?pull/\S+"
)
# What anybody can write: titles, texts, names of branches and authors.
_WRITTEN_BY_ANYONE = re.compile(
    r"\$\{\{[^}]*\bgithub\.(?:head_ref|event\.(?:(?:issue|pull_request|discussion)\.(?:title|body)"
    r"|(?:comment|review|review_comment)\.body|pull_request\.head\.(?:ref|label)|head_commit\.message"
    r"|(?:head_commit|commits\S*)\.(?:message|author\.\w+)|pages\S*\.page_name))\b[^}]*\}\}"
)
_INSERTED = N_("Anyone can write {value}, and this script runs it as a command. Pass it in an environment variable.")
_ACTION = re.compile(r"\buses:\s*[\"']?(?P<action>(?!\.|docker:)[\w.-]+/[\w./-]+)(?:@(?P<ref>[^\s\"'#]+))?")
_MOVING_REFERENCES = frozenset("develop dev edge head latest main master next nightly stable trunk".split())
_EVERY_RIGHT = re.compile(r"\bpermissions:\s*[\"']?write-all\b")


@workflow_check(
    "GEN-023",
    Severity.WARNING,
    N_(
        "pull_request_target runs with the repository's secrets, and “{value}” checks out anybody's code. "
        "Use pull_request, or don't check out the pull request."
    ),
    name=N_("Workflow that runs other people's code with secrets"),
    starts_observed=True,
    applies_to=".github/workflows",
    expected=N_(
        "No workflow for pull_request_target checks out the pull request, and no script contains its title, text or "
        "branch"
    ),
    bad="pull_request_target and ref: ${{ github.event.pull_request.head.sha }}",
    good="pull_request",
)
def keeps_secrets_from_others(workflow: WorkflowFile, _: Bundle) -> Iterator[RawFinding]:
    """Code and texts of a pull request never run with the rights of the repository."""
    trigger = next(matches_in(workflow.lines, _WITH_SECRETS, ("pull_request_target",)), None)
    places = (FindingPlace(line=trigger[0], column=trigger[1].start() + 1),) if trigger else ()
    for number, match in matches_in(workflow.lines, _OF_PULL_REQUEST, ("ref", "pull", "gh pr")) if trigger else ():
        yield replace(workflow.finding(number, match), other_places=places)
    for number, line in workflow.commands():
        if inserted := _WRITTEN_BY_ANYONE.search(line):
            yield workflow.finding(number, inserted, message=_INSERTED)


@workflow_check(
    "GEN-024",
    Severity.WARNING,
    N_("“{value}” runs whatever its repository contains at the time. Name a version or, better, a commit."),
    name=N_("Action without a version"),
    starts_observed=True,
    applies_to=".github/workflows",
    expected=N_("Every action has a version or a commit, not a branch"),
    bad="uses: acme/deploy@main",
    good="uses: acme/deploy@v2",
)
def names_versions_of_actions(workflow: WorkflowFile, _: Bundle) -> Iterator[RawFinding]:
    """What an action does can't change between two runs of a workflow, unless the workflow changes."""
    for number, match in matches_in(workflow.lines, _ACTION, ("uses:",)):
        if not match["ref"] or match["ref"].removeprefix("refs/heads/").lower() in _MOVING_REFERENCES:
            yield workflow.finding(number, match)


@workflow_check(
    "GEN-025",
    Severity.WARNING,
    N_("“{value}” lets every step change everything in the repository. List only the rights that are needed."),
    name=N_("Workflow with all rights"),
    starts_observed=True,
    applies_to=".github/workflows",
    expected=N_("Permissions of a workflow are listed one by one"),
    bad="permissions: write-all",
    good="permissions: {contents: read}",
)
def has_few_rights(workflow: WorkflowFile, _: Bundle) -> Iterator[RawFinding]:
    """A stolen token of a workflow can do little."""
    for number, match in matches_in(workflow.lines, _EVERY_RIGHT, ("write-all",)):
        yield workflow.finding(number, match)
