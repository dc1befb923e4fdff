"""A proxy between a process and a server, which simulates outages without touching the server."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

_PIECE_BYTES = 65_536


class Proxy:
    """Forwards data until stop(), hang() or refuse(); start() continues on the same port."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._links: list[socket.socket] = []
        self._flows = threading.Event()
        self._refusal = b""
        self._listener: socket.socket | None = None
        self.port = 0
        self.start()

    def start(self) -> None:
        """Forward everything, also data that arrived while the server hung."""
        self._refusal = b""
        self._flows.set()
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self.port = self._listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def stop(self) -> None:
        """Simulate a stopped server: close connections and refuse new ones."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # otherwise accept() would continue
            listener.close()
        self._end_links()
        self._flows.set()

    def hang(self) -> None:
        """Simulate a server that hangs: it accepts connections and never responds."""
        self._flows.clear()

    def refuse(self, message: bytes) -> None:
        """Simulate a full server: close all connections, and send this to each new one."""
        self._refusal = message
        self._end_links()

    def _end_links(self) -> None:
        links, self._links = self._links, []
        for link in links:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
            link.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            self._links.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            if self._refusal:
                client.recv(_PIECE_BYTES)
                client.sendall(self._refusal)
                return
            self._flows.wait()
            with socket.create_connection(self._target) as server:
                self._links.append(server)
                back = threading.Thread(target=self._pass_on, args=(server, client), daemon=True)
                back.start()
                self._pass_on(client, server)
                back.join()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE_BYTES):
                self._flows.wait()
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
