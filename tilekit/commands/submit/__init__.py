"""`tilekit submit`: sends a folder to the portal and follows the submission."""

import argparse

from tilekit.commands.options import add_config, non_empty
from tilekit.commands.submit import connection as calling
from tilekit.commands.submit.outcomes import IN_REVIEW
from tilekit.commands.translation import translated
from tilekit.core.messages import N_
from tilekit.sections.limits import REVIEWER_NOTE


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments: PATH, the listing, its confirmations, and how long to wait."""
    parser.epilog = calling.exit_code_help()
    parser.add_argument("path", metavar="PATH", help=translated(N_("listing folder or zip file")))
    _add_listing_options(parser.add_argument_group(translated(N_("listing"))))
    _add_submission_options(parser.add_argument_group(translated(N_("submission"))))
    group = parser.add_argument_group(translated(N_("behaviour")))
    calling.add_stage(group, default=IN_REVIEW)
    calling.add_options(group)


def run(arguments: argparse.Namespace) -> int:
    """Submit the folder and follow the submission. Returns the exit code of the outcome. Raises UsageError."""
    return calling.run_connected(arguments, path=arguments.path, command=_submit)


def _submit(arguments: argparse.Namespace, connection: "calling.Connection") -> int:
    from tilekit.commands.config import config_of  # slow import
    from tilekit.commands.submit.field_values import submit_settings  # slow import
    from tilekit.commands.submit.folder import local_folder  # slow import
    from tilekit.commands.submit.listing_lookup import find_listing  # slow import
    from tilekit.commands.submit.report import print_result  # slow import
    from tilekit.commands.submit.submission import submit_folder  # slow import
    from tilekit.commands.submit.task import SubmitOptions, SubmitTask  # slow import

    settings = submit_settings(
        config_of(arguments.config or ""), confirm=arguments.confirm, assignments=arguments.assignments
    )
    folder = local_folder(arguments.path)
    session = connection.session
    listing = find_listing(session, folder, named=arguments.listing or "", is_new=arguments.new)
    wishes = SubmitOptions(
        stage=arguments.wait_for,
        settings=settings,
        note=arguments.note,
        withdraws=arguments.withdraw,
        replaces=arguments.replace,
    )
    result = submit_folder(SubmitTask(session=session, listing=listing, folder=folder, options=wishes))
    return print_result(result.of(listing), session.portal, path=arguments.path, form=arguments.format)


def _note(text: str) -> str:
    if len(text) > REVIEWER_NOTE:
        raise argparse.ArgumentTypeError(translated(N_("use at most {n} characters"), n=REVIEWER_NOTE))
    return text


def _add_listing_options(group: argparse._ActionsContainer) -> None:
    calling.add_listing(group)
    text = N_("create the listing if the portal doesn't have it")
    group.add_argument("--new", action="store_true", help=translated(text))


def _add_submission_options(group: argparse._ActionsContainer) -> None:
    text = N_(
        "confirm a checkbox on the Review & Submit page, for example submission.attest_accuracy, or “all” of them "
        "(repeatable)"
    )
    group.add_argument("--confirm", action="append", type=non_empty, default=[], metavar="BOX", help=translated(text))
    text = N_(
        "value of a field that a folder doesn't contain, for example support.maintainer_email=dev@acme.example "
        "(repeatable)"
    )
    group.add_argument(
        "--set",
        dest="assignments",
        action="append",
        type=non_empty,
        default=[],
        metavar="FIELD=VALUE",
        help=translated(text),
    )
    add_config(group)
    group.add_argument("--note", type=_note, metavar="TEXT", help=translated(N_("note to the reviewers")))
    text = N_("withdraw an earlier submission that is still waiting for a decision")
    earlier = group.add_mutually_exclusive_group()
    earlier.add_argument("--withdraw", action="store_true", help=translated(text))
    text = N_("replace an earlier submission that is being checked or reviewed; it keeps its place in the queue")
    earlier.add_argument("--replace", action="store_true", help=translated(text))
