"""Configuration of the web server."""

import os
import socket
import struct
import sys

from gunicorn.arbiter import Arbiter
from gunicorn.http.body import LengthReader
from gunicorn.http.message import Request
from gunicorn.workers.base import Worker

from portal.connections import static_folder
from portal.environment import read_environment
from portal.memory import disable_gc, freeze_and_enable_gc
from tilekit.checks.registered_checks import load_checks

_STALLED_SECONDS = 10
_SKIPPED_BYTES = 64 * 1024  # of a body that nobody read; gunicorn reads no more to keep the connection
_environment = read_environment({**os.environ, "PROCESS_NAME": "web"})

wsgi_app = "portal.wsgi"
bind = f"{_environment.host}:{_environment.port}"
worker_class = "portal.web_worker.WebWorker"
workers = _environment.web_processes
threads = _environment.web_threads
reload = _environment.debug
timeout = 60
graceful_timeout = 10
# Restart processes now and then, in case requests leak memory.
max_requests, max_requests_jitter = 5_000, 500
keepalive = 5
# Our middleware writes the access log, with the request id.
accesslog = None
loglevel = "warning"
errorlog = "-"
control_socket_disable = True


def on_starting(_: Arbiter) -> None:
    """Exit if this machine has no collected static files of this version, because no page would work."""
    folder = static_folder(_environment)
    if not (_environment.debug or (folder / "staticfiles.json").is_file()):
        sys.exit(f"{folder} has no style sheets and scripts of this version. Run manage.py prepare on this machine.")


def when_ready(server: Arbiter) -> None:
    """Set a timeout for clients that stall while they send a request or read a response, to free their threads.

    Connections inherit it from the listening socket. gunicorn itself would wait forever.
    """
    for listener in server.LISTENERS:
        for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, direction, struct.pack("ll", _STALLED_SECONDS, 0))


def post_fork(_: Arbiter, __: Worker) -> None:
    """Disable garbage collection while a new web process loads the application."""
    disable_gc()


def pre_request(_: Worker, request: Request) -> None:
    """Send `Connection: close` if a large body is refused unread.

    gunicorn closes such a connection but would announce keep-alive, and the client's next request on it would fail.
    """
    closes, reader = request.should_close, request.body.reader
    if isinstance(reader, LengthReader):
        request.should_close = lambda: closes() or reader.length >= _SKIPPED_BYTES


def post_worker_init(_: Worker) -> None:
    """Enable garbage collection again once the application is loaded, and report that the process is alive."""
    from jobs.heartbeats import start_heartbeat  # app ready
    from jobs.queries import WEB_PREFIX  # app ready

    load_checks()
    freeze_and_enable_gc()
    start_heartbeat(WEB_PREFIX)
