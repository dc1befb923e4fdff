"""`tilekit preview PATH` shows the tile of a listing in a browser, as in the catalogue, next to its findings."""

import argparse

from tilekit.commands.exit_codes import UsageError
from tilekit.commands.extra_packages import require_package
from tilekit.commands.inputs import require_listings
from tilekit.commands.options import port_number
from tilekit.commands.translation import translated
from tilekit.core.messages import N_

PORT = 8787


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments PATH and --port."""
    parser.add_argument("path", metavar="PATH", help=translated(N_("listing folder or zip file")))
    text = N_("port to use on this computer, or 0 for any free port (default: 8787)")
    parser.add_argument("--port", type=port_number, default=PORT, metavar="N", help=translated(text))


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C. Returns 0. Raises UsageError."""
    require_listings([arguments.path])
    require_package("django")
    from page_parts.preview.pages import Pages  # optional dependency
    from page_parts.preview.server import server_of  # slow import

    pages = Pages(arguments.path)
    try:
        server = server_of(pages, arguments.port)
    except OSError as error:
        text = N_("Port {port} cannot be used: {reason}. Choose another port with --port.")
        raise UsageError.of(text, port=arguments.port, reason=error.strerror or error) from error
    with server:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        text = N_("The tile is at {address}. It reloads when a file changes. Press Ctrl+C to stop.")
        print(translated(text, address=address), flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
