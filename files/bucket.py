"""An S3 bucket as storage. It raises OSError, as a folder does, and responds within two seconds during an outage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3 import Session
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectionError,  # noqa: A004 not built-in
    HTTPClientError,
)
from botocore.handlers import add_expect_header
from django.core.files.base import File
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from common.external_service import ExternalService

# Together less than two seconds, with the time to create a client. The client's own retries would also repeat calls
# that timed out. The first limit is also that of sending a block.
_LIMITS = Config(connect_timeout=0.5, read_timeout=1.2, retries={"total_max_attempts": 1, "mode": "standard"})
_TRANSFERS = TransferConfig(num_download_attempts=1)
_service = ExternalService(ConnectionError, HTTPClientError, Boto3Error, RetriesExceededError)


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Turn errors of the S3 client into OSError. Raises ServiceUnavailable if the service does not respond."""
    try:
        with _service.call():
            yield
    except (ClientError, BotoCoreError) as fault:  # refused, or not sent because of wrong settings
        raise OSError(str(fault)) from fault


def _retry_at_once(
    *, attempts: int, response: tuple[AWSResponse, object] | None, caught_exception: Exception | None, **_: object
) -> int | None:
    """Return 0 to retry a call at once that failed quickly; None otherwise. botocore calls it after each attempt."""
    is_server_error = response is not None and response[0].status_code >= 500
    is_closed = isinstance(caught_exception, ConnectionClosedError)
    return 0 if attempts == 1 and (is_server_error or is_closed) else None


class Bucket(S3Storage):
    """django-storages' S3 storage, with timeouts."""

    client_config: Config
    transfer_config: TransferConfig

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.client_config = self.client_config.merge(_LIMITS)
        self.transfer_config = _TRANSFERS

    def _create_session(self) -> Session:
        session = super()._create_session()
        session.events.register("needs-retry.s3", _retry_at_once)
        # With this header, the client waits a second for a server that hangs before it sends anything.
        session.events.unregister("before-call.s3", add_expect_header)
        return session

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """Download the whole file, so that later reads can't fail."""
        with _as_os_error():
            opened = super()._open(name, mode)
            try:
                return opened.open()
            except BaseException:
                opened.close()
                raise

    def _save(self, name: str, content: File[bytes]) -> str:
        with _as_os_error():
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with _as_os_error():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_os_error():
            return super().exists(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _as_os_error():
            return super().listdir(name)
