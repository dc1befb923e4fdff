"""`tilekit oauth`: a small service on this machine that signs in at the portal as a partner's service would."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping

from tilekit.commands.exit_codes import BLOCKED, UsageError
from tilekit.commands.options import PORTAL_VARIABLE, non_empty, port_number
from tilekit.commands.submit.address import portal_address
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

SECRET_VARIABLE, CLIENT_VARIABLE = "SLIPWAY_OAUTH_SECRET", "SLIPWAY_OAUTH_CLIENT_ID"
DEFAULT_PORT = 8765


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments: the portal, the test client, and the port."""
    parser.epilog = translated(N_("The secret of the test client is read from {name}."), name=SECRET_VARIABLE)
    text = N_("URL of the portal (default: {name})")
    parser.add_argument("--portal", metavar="URL", type=non_empty, help=translated(text, name=PORTAL_VARIABLE))
    text = N_("test client ID (default: {name})")
    parser.add_argument("--client-id", metavar="ID", type=non_empty, help=translated(text, name=CLIENT_VARIABLE))
    text = N_("port to use on this computer, or 0 for any free port (default: 8765)")
    parser.add_argument("--port", type=port_number, default=DEFAULT_PORT, metavar="N", help=translated(text))


def run(arguments: argparse.Namespace) -> int:
    """Wait for the browser, walk the flow once, and print each step. Returns 1 if a step failed. Raises UsageError."""
    from tilekit.commands.oauth.service import service_of  # slow import
    from tilekit.commands.oauth.sign_in import OAuthClientSettings  # slow import

    client_id, secret = credentials_in(arguments.client_id, os.environ)
    settings = OAuthClientSettings(portal=portal_address(arguments.portal), client_id=client_id, secret=secret)
    try:
        service = service_of(settings, arguments.port)
    except OSError as error:
        text = N_("Port {port} cannot be used: {reason}. Choose another port with --port.")
        raise UsageError.of(text, port=arguments.port, reason=error.strerror or error) from error
    with service:
        text = N_("Waiting at {address}. Start a trial with this address on your machine, then open it.")
        print(translated(text, address=service.onboarding_url), flush=True)
        is_complete = service.serve_one_sign_in()
    return 0 if is_complete else BLOCKED


def credentials_in(named: str | None, environ: Mapping[str, str]) -> tuple[str, str]:
    """The ID and the secret of the test client. Raises UsageError if one is missing."""
    values = {
        CLIENT_VARIABLE: (named or environ.get(CLIENT_VARIABLE, "")).strip(),
        SECRET_VARIABLE: environ.get(SECRET_VARIABLE, "").strip(),
    }
    if missing := [name for name, value in values.items() if not value]:
        raise UsageError.of(N_("The credentials are not complete. Also set {names}."), names=tuple(missing))
    return values[CLIENT_VARIABLE], values[SECRET_VARIABLE]
