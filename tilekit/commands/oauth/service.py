"""The service on this machine: its onboarding address, and the address to which the browser comes back."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tilekit.commands.oauth.sign_in import NOT_OF_PORTAL, OAuthClientSettings, OAuthSignIn
from tilekit.commands.translation import language, translated
from tilekit.core.messages import N_, Message, render

_HOST = "127.0.0.1"
_OK, _FOUND, _BAD, _NOT_FOUND = 200, 302, 400, 404


class Service(ThreadingHTTPServer):
    """Serves one sign-in. is_complete is None until it has ended."""

    daemon_threads = True  # browsers also open connections that they don't use
    timeout = 0.2
    sign_in: OAuthSignIn | None = None
    is_complete: bool | None = None

    def __init__(self, settings: OAuthClientSettings, port: int) -> None:
        super().__init__((_HOST, port), _ServiceHandler)
        self.settings = settings

    @property
    def onboarding_url(self) -> str:
        return f"http://{_HOST}:{self.server_port}/connect"

    @property
    def redirect_uri(self) -> str:
        return f"http://{_HOST}:{self.server_port}/callback"

    def serve_one_sign_in(self) -> bool:
        """Serve requests until a sign-in has ended. Returns whether every step of it worked."""
        while self.is_complete is None:
            self.handle_request()
        return self.is_complete

    def finish(self, query: dict[str, str]) -> bool:
        """Carry out the rest of the flow, and print it. Returns whether every step worked."""
        problems = 0
        for number, step in enumerate(self.sign_in.steps_after_consent(query) if self.sign_in else (), start=1):
            problems += bool(step.problem)
            result = render(step.problem, language()) if step.problem else translated(N_("OK"))
            print(f"{number}. {render(step.title, language())}: {result}", flush=True)
        return not problems


def service_of(settings: OAuthClientSettings, port: int) -> Service:
    """A service on the loopback address. Port 0 chooses any free one. Raises OSError if the port is in use."""
    return Service(settings, port)


class _ServiceHandler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/connect":
            self._connect(query)
        elif parts.path == "/callback" and self.server.sign_in:
            self._finish(query)
        else:
            self._respond(_NOT_FOUND, translated(N_("Not found")))

    def _connect(self, query: dict[str, str]) -> None:
        """Send the browser to the consent page of the site that it came with."""
        server = self.server
        sign_in = OAuthSignIn(settings=server.settings, redirect_uri=server.redirect_uri, site=query.get("site", ""))
        if not sign_in.is_of_portal:
            self._respond(_BAD, self._printed(NOT_OF_PORTAL))
            return
        server.sign_in = sign_in
        self._printed(Message(N_("The browser came with domain and site. It is sent to the consent page.")))
        self.send_response(_FOUND)
        self.send_header("Location", sign_in.authorization_url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _finish(self, query: dict[str, str]) -> None:
        """Answer the browser before the server stops."""
        is_complete = self.server.finish(query)
        text = N_("Every step worked.") if is_complete else N_("A step failed. The page of the trial explains why.")
        self._respond(_OK, self._printed(Message(text)))
        self.server.is_complete = is_complete

    def _printed(self, message: Message) -> str:
        text = render(message, language())
        print(text, flush=True)
        return text

    def _respond(self, status: int, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_details: object) -> None:
        """Print nothing: the address of a request contains the code."""
