"""The common parts of `submit` and `status`: options, the required library, and exit codes."""

import argparse
import sys
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct

from tilekit.commands.exit_codes import INTERRUPTED, UsageError
from tilekit.commands.extra_packages import require_package
from tilekit.commands.options import add_format, non_empty
from tilekit.commands.submit.address import portal_address
from tilekit.commands.submit.credentials import credentials
from tilekit.commands.submit.errors import PortalUnavailable
from tilekit.commands.submit.outcomes import EARLIER_STAGES, ERROR, LATER, OUTCOMES, STAGES
from tilekit.commands.submit.result import SubmitResult
from tilekit.commands.submit.timing import Clock, Deadline, seconds_of
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

if TYPE_CHECKING:
    from tilekit.commands.submit.session import Session

SUBMIT_FORMATS = ("text", "json")
_FOLLOW_SECONDS, _CALL_PATIENCE_SECONDS = 3600.0, 300.0


class Connection(Struct, frozen=True, kw_only=True, dict=True):
    """The options for calls of the portal, validated before anything is sent.

    base is the URL of the portal; path is the folder whose state is stored; wait and patience are in seconds.
    """

    base: str
    path: str
    wait: float
    patience: float
    listing: str = ""

    @cached_property
    def session(self) -> "Session":
        """The session, with the credentials in the environment. Raises UsageError without any."""
        from tilekit.commands.submit.attempts import Attempts  # slow import
        from tilekit.commands.submit.portal import PortalClient  # slow import
        from tilekit.commands.submit.resume_state import resume_state_of  # slow import
        from tilekit.commands.submit.session import Session  # slow import

        clock = Clock()
        attempts = Attempts(patience=self.patience, clock=clock)
        portal = PortalClient(self.base, credentials(), attempts=attempts, listing=self.listing)
        wait = Deadline(self.wait, clock)
        return Session(portal=portal, state=resume_state_of(self.base, self.path), clock=clock, wait=wait)


def run_connected(
    arguments: argparse.Namespace, *, path: str, command: Callable[[argparse.Namespace, Connection], int]
) -> int:
    """The exit code of the command. If it is interrupted, it prints how to continue. Raises UsageError."""
    try:
        require_package("httpx")
        return command(arguments, _connection_of(arguments, path))
    except UsageError as error:
        outcome = LATER if isinstance(error, PortalUnavailable) else ERROR
        error.details = SubmitResult(outcome=outcome, problem=str(error)).as_json()
        raise
    except KeyboardInterrupt:
        text = N_("Stopped. Nothing is lost: run the same command again to continue.")
        print(f"\ntilekit: {translated(text)}", file=sys.stderr)
        return INTERRUPTED


def _connection_of(arguments: argparse.Namespace, path: str) -> Connection:
    return Connection(
        base=portal_address(arguments.portal),
        path=path,
        wait=arguments.max_wait if arguments.wait_for else 0,
        patience=arguments.patience,
        listing=arguments.listing or "",
    )


def exit_code_help() -> str:
    """The exit codes for --help, from the table of outcomes."""
    codes = sorted({outcome.exit_code for outcome in OUTCOMES.values()})
    named = {
        code: ", ".join(outcome.name for outcome in OUTCOMES.values() if outcome.exit_code == code) for code in codes
    }
    text = N_("Exit codes by outcome: {codes}.")
    return translated(text, codes="; ".join(f"{code}: {names}" for code, names in named.items()))


def add_listing(group: argparse._ActionsContainer) -> None:
    """Add the argument --listing."""
    text = N_("ID of the listing (default: the one with the folder's integration ID)")
    group.add_argument("--listing", metavar="ID", type=portal_id, help=translated(text))


def add_stage(group: argparse._ActionsContainer, *, default: str | None) -> None:
    """Add the argument --wait-for."""
    text = N_("wait until the submission is in this state (default: {default})")
    default_text = default or translated(N_("don't wait"))
    group.add_argument(
        "--wait-for",
        choices=tuple(STAGES),
        type=lambda name: EARLIER_STAGES.get(name, name),
        default=default,
        help=translated(text, default=default_text),
    )


def add_options(group: argparse._ActionsContainer) -> None:
    """Add the arguments --portal, --max-wait, --patience and --format."""
    text = N_("address of the portal (default: SLIPWAY_URL)")
    group.add_argument("--portal", metavar="URL", type=non_empty, help=translated(text))
    text = N_("maximum time to wait for the state, for example 90s, 30m or 2h (default: 1h)")
    group.add_argument("--max-wait", metavar="TIME", type=seconds_of, default=_FOLLOW_SECONDS, help=translated(text))
    text = N_("maximum time to retry while the portal is not available (default: 5m)")
    group.add_argument(
        "--patience", metavar="TIME", type=seconds_of, default=_CALL_PATIENCE_SECONDS, help=translated(text)
    )
    add_format(group, *SUBMIT_FORMATS)


def portal_id(text: str) -> str:
    """An ID of the portal, for argparse. Raises ArgumentTypeError if the text is not a UUID."""
    try:
        return str(UUID(text.strip()))
    except ValueError as error:
        raise argparse.ArgumentTypeError(translated(N_("{value} is not a valid ID"), value=repr(text))) from error
