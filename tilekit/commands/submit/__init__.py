"""`tilekit submit`: a folder goes to the portal, and the command follows what becomes of it."""

import argparse

from tilekit.commands.options import filled
from tilekit.commands.submit import calling
from tilekit.commands.words import said
from tilekit.core.messages import N_


def configure(parser: argparse.ArgumentParser) -> None:
    """PATH, which listing it is, what is declared with it, and how long to wait."""
    parser.epilog = calling.exit_codes()
    parser.add_argument("path", metavar="PATH", help=said(N_("listing folder or zip file")))
    _which(parser.add_argument_group(said(N_("listing"))))
    _what(parser.add_argument_group(said(N_("submission"))))
    group = parser.add_argument_group(said(N_("behaviour")))
    calling.add_stage(group, default="checks")
    calling.add_options(group)


def run(arguments: argparse.Namespace) -> int:
    """Submit and follow; the exit code of the outcome. Raises UsageError."""
    return calling.carried_out(arguments, path=arguments.path, command=_submit)


def _submit(arguments: argparse.Namespace, connection: "calling.Connection") -> int:
    from tilekit.commands.submit.finding_listings import listing_of  # noqa: PLC0415 slow import
    from tilekit.commands.submit.folder import local_folder  # noqa: PLC0415 slow import
    from tilekit.commands.submit.report import print_result  # noqa: PLC0415 slow import
    from tilekit.commands.submit.submitting import Task, Wishes, submitted  # noqa: PLC0415 slow import

    folder = local_folder(arguments.path)
    session = connection.session()
    listing = listing_of(session, folder, named=arguments.listing or "", is_new=arguments.new)
    wishes = Wishes(
        stage=arguments.wait_for,
        confirm=tuple(dict.fromkeys(arguments.confirm)),
        note=arguments.note,
        withdraws=arguments.withdraw,
    )
    result = submitted(Task(session=session, listing=listing, folder=folder, wishes=wishes))
    return print_result(result.of(listing), session.portal, path=arguments.path, form=arguments.format)


def _which(group: argparse._ActionsContainer) -> None:
    calling.add_listing(group)
    text = N_("create the listing if the portal doesn't have it")
    group.add_argument("--new", action="store_true", help=said(text))


def _what(group: argparse._ActionsContainer) -> None:
    text = N_("confirm a box of Review & Submit, for example submission.attest_accuracy, or all; repeatable")
    group.add_argument("--confirm", action="append", type=filled, default=[], metavar="BOX", help=said(text))
    group.add_argument("--note", metavar="TEXT", help=said(N_("note to the reviewers")))
    text = N_("withdraw an earlier submission that isn't decided yet")
    group.add_argument("--withdraw", action="store_true", help=said(text))
