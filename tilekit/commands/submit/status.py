"""`tilekit status`: the state of a submission."""

import argparse

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.submit import connection as calling
from tilekit.commands.translation import translated
from tilekit.core.messages import N_


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments: SUBMISSION or the folder that was submitted, and how long to wait."""
    parser.epilog = calling.exit_code_help()
    text = N_("ID of a submission (default: the last one from the folder)")
    parser.add_argument("submission", metavar="SUBMISSION", nargs="?", type=calling.portal_id, help=translated(text))
    text = N_("listing folder or zip file (default: the current folder)")
    parser.add_argument("--path", metavar="PATH", default=".", help=translated(text))
    calling.add_listing(parser)
    group = parser.add_argument_group(translated(N_("behaviour")))
    calling.add_stage(group, default=None)
    calling.add_options(group)


def run(arguments: argparse.Namespace) -> int:
    """Show the submission, or follow it. Returns the exit code of the outcome. Raises UsageError."""
    return calling.run_connected(arguments, path=arguments.path, command=_show)


def _show(arguments: argparse.Namespace, connection: "calling.Connection") -> int:
    from tilekit.commands.submit.progress import follow  # slow import
    from tilekit.commands.submit.replies import ListingReply, SubmissionReply  # slow import
    from tilekit.commands.submit.report import print_result  # slow import

    session = connection.session
    stored = "" if arguments.listing else session.state.submission
    submission_id = arguments.submission or stored or _newest_submission_id(arguments, connection)
    submission = session.portal.get(f"/submissions/{submission_id}", SubmissionReply)
    result = follow(session, submission, arguments.wait_for)
    listing = session.portal.get(f"/listings/{submission.listing}", ListingReply)
    return print_result(result.of(listing), session.portal, path=arguments.path, form=arguments.format)


def _newest_submission_id(arguments: argparse.Namespace, connection: "calling.Connection") -> str:
    """The ID of the newest submission of the listing. Raises UsageError if there is none."""
    from tilekit.commands.submit.folder import local_folder  # slow import
    from tilekit.commands.submit.listing_lookup import listing_at, listing_named  # slow import
    from tilekit.commands.submit.replies import PageReply, SubmissionReply  # slow import

    session = connection.session
    named = arguments.listing
    listing = listing_named(session, named) if named else listing_at(session, local_folder(arguments.path))
    submissions = session.portal.get(f"/listings/{listing.id}/submissions", PageReply[SubmissionReply], limit="1").items
    if not submissions:
        raise UsageError.of(N_("{name} has not been submitted yet."), name=listing.name)
    return submissions[0].id
