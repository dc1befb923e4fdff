"""A syslog receiver on this machine, over TCP, TLS or UDP, which behaves as a test tells it."""

import socket
import ssl
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Behaviour = Callable[["SyslogServer", socket.socket], None]
_RESET = struct.pack("ii", 1, 0)


class SyslogServer:
    """Collects messages. behaviours are used for connections in their order; then the server reads until the end."""

    def __init__(self, port: int) -> None:
        self.port, self.messages, self.connections = port, list[bytes](), 0
        self.behaviours, self.released = list[Behaviour](), Event()

    @property
    def texts(self) -> list[bytes]:
        """The canonical lines in the messages."""
        return [message.partition(b" - ")[2].partition(b" - ")[2] for message in self.messages]

    def serve(self, connection: socket.socket) -> None:
        self.connections += 1
        (self.behaviours.pop(0) if self.behaviours else SyslogServer.read_all)(self, connection)

    def read_all(self, connection: socket.socket) -> None:
        self.messages += frames(read_until_end(connection))

    def reset_in_the_middle(self, connection: socket.socket) -> None:
        """Read the first bytes, then end like a process that is killed."""
        connection.recv(50)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)

    def read_all_and_reset(self, connection: socket.socket) -> None:
        """Take everything, but end so that the sender can't know it."""
        self.read_all(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)

    def never_close(self, connection: socket.socket) -> None:
        self.released.wait(10)


def read_until_end(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def frames(stream: bytes) -> Iterator[bytes]:
    """The messages in a stream with octet counting. Fails for a stream with other bytes."""
    while stream:
        length, _space, stream = stream.partition(b" ")
        message, stream = stream[: int(length)], stream[int(length) :]
        assert len(message) == int(length)
        yield message


@contextmanager
def syslog_server(*, tls: ssl.SSLContext | None = None, port: int = 0) -> Iterator[SyslogServer]:
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = SyslogServer(listener.getsockname()[1])

        def run() -> None:
            with suppress(OSError):  # the listener is closed at the end
                while True:
                    plain, _address = listener.accept()
                    with plain, suppress(OSError):
                        if tls is None:
                            server.serve(plain)
                            continue
                        with tls.wrap_socket(plain, server_side=True) as connection:
                            server.serve(connection)
                            connection.unwrap()

        thread = Thread(target=run, daemon=True)
        thread.start()
        yield server
        server.released.set()
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def certificate_files(folder: Path) -> tuple[Path, Path]:
    """A self-signed (certificate, key) for 127.0.0.1."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "syslog.example")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = (
        builder.not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    no_password = serialization.NoEncryption()
    encoding, key_format = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    key_file.write_bytes(key.private_bytes(encoding, key_format, no_password))
    return certificate_file, key_file
