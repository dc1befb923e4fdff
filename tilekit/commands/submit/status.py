"""`tilekit status`: what became of a submission."""

import argparse

from tilekit.commands.guard import UsageError
from tilekit.commands.submit import calling
from tilekit.commands.words import said
from tilekit.core.messages import N_


def configure(parser: argparse.ArgumentParser) -> None:
    """SUBMISSION, or the folder that it came from, and how long to wait."""
    parser.epilog = calling.exit_codes()
    text = N_("ID of a submission (default: the last one from the folder)")
    parser.add_argument("submission", metavar="SUBMISSION", nargs="?", type=calling.identifier, help=said(text))
    text = N_("listing folder or zip file (default: the working folder)")
    parser.add_argument("--path", metavar="PATH", default=".", help=said(text))
    calling.add_listing(parser)
    group = parser.add_argument_group(said(N_("behaviour")))
    calling.add_stage(group, default=None)
    calling.add_options(group)


def run(arguments: argparse.Namespace) -> int:
    """Show it, or follow it; the exit code of the outcome. Raises UsageError."""
    return calling.carried_out(arguments, path=arguments.path, command=_show)


def _show(arguments: argparse.Namespace, connection: "calling.Connection") -> int:
    from tilekit.commands.submit.bodies import Listing, Submission  # noqa: PLC0415 slow import
    from tilekit.commands.submit.following import followed  # noqa: PLC0415 slow import
    from tilekit.commands.submit.report import print_result  # noqa: PLC0415 slow import

    session = connection.session()
    known = "" if arguments.listing else session.state.submission
    wanted = arguments.submission or known or _newest(arguments, connection)
    submission = session.portal.get(f"/submissions/{wanted}", Submission)
    result = followed(session, submission, arguments.wait_for)
    listing = session.portal.get(f"/listings/{submission.listing}", Listing)
    return print_result(result.of(listing), session.portal, path=arguments.path, form=arguments.format)


def _newest(arguments: argparse.Namespace, connection: "calling.Connection") -> str:
    """The ID of the newest submission of the listing. Raises UsageError if there is none."""
    from tilekit.commands.submit.bodies import PageOf, Submission  # noqa: PLC0415 slow import
    from tilekit.commands.submit.finding_listings import listing_at, listing_named  # noqa: PLC0415 slow import
    from tilekit.commands.submit.folder import local_folder  # noqa: PLC0415 slow import

    session = connection.session()
    named = arguments.listing
    listing = listing_named(session, named) if named else listing_at(session, local_folder(arguments.path))
    found = session.portal.get(f"/listings/{listing.id}/submissions", PageOf[Submission], limit="1").items
    if not found:
        raise UsageError(said(N_("{name} has not been submitted yet."), name=listing.name))
    return found[0].id
