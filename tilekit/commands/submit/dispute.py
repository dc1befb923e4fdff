"""`tilekit dispute`: tells the owners of a check that its finding is wrong."""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tilekit.commands.check_selection import unknown_code_error
from tilekit.commands.exit_codes import UsageError
from tilekit.commands.options import non_empty
from tilekit.commands.submit import connection as calling
from tilekit.commands.terminal import one_line
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

if TYPE_CHECKING:
    from tilekit.commands.submit.replies import DisputeReply, FindingReply
    from tilekit.commands.submit.session import Session


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments: CODE, PATH..., the texts, which finding is meant, and how long to wait."""
    parser.epilog = translated(
        N_(
            "The portal checks the folder in a dry run, so the draft doesn't change. Exit codes: 0 the dispute was "
            "sent; 2 incorrect usage, or no such finding; 5 the portal is not available."
        )
    )
    parser.add_argument("code", metavar="CODE", help=translated(N_("code of the check, for example MF-012")))
    text = N_("listing folder or zip file (default: the current folder)")
    parser.add_argument("paths", metavar="PATH", nargs="*", help=translated(text))
    text = N_("why the finding is wrong")
    parser.add_argument("--reason", metavar="TEXT", type=non_empty, required=True, help=translated(text))
    parser.add_argument("--expected", metavar="TEXT", default="", help=translated(N_("what is right")))
    text = N_("file, or FILE:LINE, of the finding if the check has several")
    parser.add_argument("--at", metavar="PLACE", type=non_empty, help=translated(text))
    calling.add_listing(parser)
    group = parser.add_argument_group(translated(N_("behaviour")))
    calling.add_options(group)
    parser.set_defaults(wait_for=True)  # the dry run


def run(arguments: argparse.Namespace) -> int:
    """Send a dispute for each listing. Returns 0. Raises UsageError."""
    arguments.code = _known_code(arguments.code)
    if len(arguments.paths) > 1 and arguments.listing:
        raise UsageError.of(N_("--listing needs exactly one PATH."))
    for path in arguments.paths or ["."]:
        calling.run_connected(arguments, path=path, command=_dispute)
    return 0


def _known_code(word: str) -> str:
    from tilekit.checks.registered_checks import all_checks  # slow import

    code, codes = word.strip().upper(), {check.code for check in all_checks()}
    if code not in codes:
        raise unknown_code_error(code, codes)
    return code


def _dispute(arguments: argparse.Namespace, connection: "calling.Connection") -> int:
    from tilekit.commands.submit.drafts import dry_run  # slow import
    from tilekit.commands.submit.folder import local_folder  # slow import
    from tilekit.commands.submit.listing_lookup import listing_at, listing_named  # slow import

    session, folder = connection.session, local_folder(connection.path)
    listing = listing_named(session, arguments.listing) if arguments.listing else listing_at(session, folder)
    finding = _chosen(dry_run(session, listing, folder).findings, code=arguments.code, at=arguments.at or "")
    body = {"fingerprint": finding.fingerprint, "reason": arguments.reason, "expected": arguments.expected}
    dispute = _send(session, f"/listings/{listing.id}/disputes", body)
    page = session.portal.address(dispute.links.page)
    if arguments.format == "json":
        print(json.dumps({"id": dispute.id, "code": dispute.code, "state": dispute.state, "page": page}, indent=2))
    else:
        text = N_("The dispute of {code} was sent: {message}")
        print(translated(text, code=dispute.code, message=one_line(finding.message)))
        print(page)
    return 0


def _send(session: "Session", path: str, body: Mapping[str, str]) -> "DisputeReply":
    from tilekit.commands.submit.replies import DisputeReply  # slow import

    response, call = session.call_once("POST", path, body)
    session.state.forget_key(call)
    return session.portal.read(response, DisputeReply)


def _chosen(findings: Sequence["FindingReply"], *, code: str, at: str) -> "FindingReply":
    """The finding of the check that is meant. Raises UsageError if there is none, or more than one."""
    of_check = [finding for finding in findings if finding.code == code]
    chosen = [finding for finding in of_check if not at or at in _places(finding)]
    if len(chosen) == 1:
        return chosen[0]
    places = tuple(one_line(_places(finding)[-1]) for finding in of_check)
    if not of_check:
        raise UsageError.of(N_("The portal finds nothing with {code} in this folder."), code=code)
    raise UsageError.of(N_("Choose one finding of {code} with --at: {places}"), code=code, places=places)


def _places(finding: "FindingReply") -> tuple[str, ...]:
    """The names of its place, the most exact last."""
    exact = f"{finding.file}:{finding.line}" if finding.line else ""
    return tuple(filter(None, (finding.place, finding.path, finding.file, exact))) or (finding.fingerprint,)
