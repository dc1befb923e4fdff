"""Options of `tilekit validate`."""

import argparse

from tilekit.commands.check_selection import STAGE_CHOICES
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.formats import REPORT_FORMATS
from tilekit.commands.listing_outcome import SEVERITY_NAMES
from tilekit.commands.options import add_codes, add_format, add_jobs, non_empty
from tilekit.commands.translation import translated
from tilekit.core.messages import N_


def add_check_options(group: argparse._ActionsContainer) -> None:
    """Options that choose the checks."""
    add_codes(group)
    text = N_("run only fast checks (instant), only slow ones (deep), or both (all, the default)")
    group.add_argument("--stage", choices=STAGE_CHOICES, default="all", help=translated(text))
    text = N_("also run the checks that apply only to submissions")
    group.add_argument("--as-submission", action="store_true", help=translated(text))
    text = N_("also check wheels against the packages that the Agent includes (FILE lists one name==version per line)")
    group.add_argument("--agent-packages", metavar="FILE", type=non_empty, help=translated(text))
    text = N_("use this portal's check settings and, if you have an API key, the listing's waivers")
    group.add_argument("--portal", metavar="URL", type=non_empty, help=translated(text))
    text = N_("check only listings that have changed since the base commit, including uncommitted changes")
    group.add_argument("--changed-only", action="store_true", help=translated(text))
    text = N_("commit or branch that --changed-only compares with (default: the main branch)")
    group.add_argument("--base", metavar="REF", type=non_empty, help=translated(text))
    text = N_("explain a check and exit")
    group.add_argument("--explain", metavar="CODE", action=_Explain, help=translated(text))


def add_report_options(group: argparse._ActionsContainer) -> None:
    """Options of the report."""
    add_format(group, *REPORT_FORMATS)
    text = N_("write the report to this file")
    group.add_argument("--output", metavar="FILE", type=non_empty, help=translated(text))
    text = N_("report only findings of this severity or higher, without changing the exit code")
    group.add_argument("--severity", choices=SEVERITY_NAMES, default=None, help=translated(text))
    text = N_("show every finding on its own line")
    group.add_argument("--all-places", action="store_true", help=translated(text))
    text = N_("show only the number of findings for each check")
    group.add_argument("--statistics", action="store_true", help=translated(text))
    text = N_("include the patch for each fix (with --format json)")
    group.add_argument("--patches", action="store_true", help=translated(text))
    text = N_("hide the findings that this baseline file accepts")
    group.add_argument("--baseline", metavar="FILE", type=non_empty, help=translated(text))
    text = N_("accept all current findings: write them to this baseline file and report nothing")
    group.add_argument("--write-baseline", metavar="FILE", type=non_empty, help=translated(text))


def add_run_options(group: argparse._ActionsContainer) -> None:
    """Options of how the command runs and when it fails."""
    text = N_("check again whenever a file changes, until Ctrl+C")
    group.add_argument("--watch", action="store_true", help=translated(text))
    group.add_argument("--strict", action="store_true", help=translated(N_("also fail on warnings")))
    add_jobs(group)
    text = N_("don't use the cache of earlier results")
    group.add_argument("--no-cache", action="store_true", help=translated(text))


class _Explain(argparse.Action):
    """Prints the explanation during parsing, so that no path is required."""

    def __call__(self, parser: argparse.ArgumentParser, *given: object) -> None:  # namespace, value, option
        from tilekit.commands.explain import explanation  # slow import

        try:
            print(explanation(str(given[1])), end="")
        except UsageError as error:
            parser.error(str(error))
        parser.exit(0)
