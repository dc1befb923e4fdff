"""`tilekit checks` lists every check."""

import argparse
import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TypeVar

from tilekit.checks.finding import Scope, Severity, Stage
from tilekit.checks.registered_checks import Check, all_checks
from tilekit.checks.subjects import SUBJECTS
from tilekit.commands.options import add_format
from tilekit.commands.output import markdown_table
from tilekit.commands.text_report import SEVERITY_LABELS
from tilekit.commands.translation import display_width, language
from tilekit.core.messages import N_, translate

_Value = TypeVar("_Value", Severity, Stage)
_STAGE_LABELS = {Stage.INSTANT: N_("fast"), Stage.DEEP: N_("slow"), Stage.REVIEWER: N_("reviewer")}
_INTRODUCTION = """\
# Checks

This page is generated from the registered checks. To update it, run `make docs`; do not edit it by hand.

- *Severity*: a *blocker* prevents a submission, a *warning* should be fixed, and *advice* is a recommendation.
- *Submission*: the severity for submitted listings, if it is different, *only* if the check needs data that a folder
  cannot contain, or *not checked* if the form has no such field or already requires the same.
- *When*: *instant* checks run after every edit, and *deep* checks in the background. A *reviewer* check is a question
  that code cannot answer; it is on the checklist of a team.
- *Needs*: what a check must know in addition to the listing. Without it, the check is skipped or only partly run.
- *Fix*: a *safe* fix cannot change the meaning of the listing. Review a *suggested* fix before you apply it.
- *Bad* and *Good*: an example.
"""
_COLUMNS = ("Check", "Name", "Severity", "Submission", "When", "Needs", "Fix", "Message", "Bad", "Good")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the argument --format."""
    add_format(parser, "text", "json", "markdown")


def run(arguments: argparse.Namespace) -> int:
    """Print the list. Returns 0."""
    output_language = language()  # determined once, because it reads the environment and files
    if arguments.format == "json":
        lines = ",\n".join([json.dumps(_as_json(check, output_language)) for check in all_checks()])
        print(f'{{"checks": [\n{lines}\n]}}')
    elif arguments.format == "markdown":
        print(checks_markdown(), end="")
    else:
        print("\n".join(_text_lines(output_language)))
    return 0


def _text_lines(output_language: str) -> Iterator[str]:
    """A line for each check: the code, the labels of severity and stage in columns, and the name."""
    severities = _column({severity: SEVERITY_LABELS[severity.value] for severity in Severity}, output_language)
    stages = _column(_STAGE_LABELS, output_language)
    for check in all_checks():
        facts = f"{check.code:<8} {severities[check.severity]} {stages[check.stage]}"
        yield f"{facts} {translate(check.name, output_language)}"


def _column(labels: Mapping[_Value, str], output_language: str) -> dict[_Value, str]:
    """The translated labels, padded to the same width."""
    texts = {value: translate(label, output_language) for value, label in labels.items()}
    width = max(map(display_width, texts.values()))
    return {value: text + " " * (width - display_width(text)) for value, text in texts.items()}


def checks_markdown() -> str:
    """The Markdown text of docs/checks.md: a table for each subject, an anchor for each check."""
    parts = [_INTRODUCTION]
    for subject, checks in groupby(all_checks(), key=lambda check: check.subject):
        parts.append(f"\n## {subject}: {SUBJECTS.get(subject, subject)}\n\n")
        parts.append(markdown_table(_COLUMNS, map(_cells_of_check, checks)))
    return "".join(parts)


def _as_json(check: Check, output_language: str) -> dict[str, object]:
    return {
        "code": check.code,
        "name": translate(check.name, output_language),
        "subject": check.subject,
        "severity": check.severity.value,
        "stage": check.stage.value,
        "scope": check.scope.value,
        "message": translate(check.message, output_language),
        "doc": check.doc,
        "fix": check.fix and check.fix.value,
    }


def _cells_of_check(check: Check) -> tuple[str, ...]:
    only = {Scope.SUBMISSION: "only", Scope.FOLDER: "not checked"}.get(check.scope, "")
    differs = check.submission_severity.value if check.submission_severity is not check.severity else ""
    marks = f"{check.severity.value}, security" if check.is_security else check.severity.value
    return (
        f'<a id="{check.code.lower()}"></a>{check.code}',
        _escape_markdown(check.name),
        marks,
        only or differs,
        check.stage.value,
        ", ".join(need.value for need in (*check.needs, *check.optional_needs)),
        check.fix.value if check.fix else "",
        "<br>".join(_escape_markdown(text) for text in _texts_of_check(check)),
        _literal(check.bad),
        _literal(check.good),
    )


def _texts_of_check(check: Check) -> Iterator[str]:
    yield check.message
    if check.folded:
        yield check.folded
    if check.question != check.message and check.question:
        yield check.question


def _escape_markdown(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("](", "]\\(")


def _literal(text: str) -> str:
    """The text with all characters escaped that have a meaning in Markdown or HTML."""
    return "".join(
        character if character.isalnum() or character in " .,:;/=-" or ord(character) > 127 else f"&#{ord(character)};"
        for character in text
    )
