"""An S3 bucket as storage. It raises OSError, as a folder does, and responds quickly during an outage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError  # noqa: A004 not built-in
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from common.external_service import ExternalService

_LIMITS = Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 2, "mode": "standard"})
_service = ExternalService(ConnectionError, HTTPClientError, Boto3Error)


@contextmanager
def _as_os_error() -> Iterator[None]:
    """Turn errors of the S3 client into OSError. Raises ServiceUnavailable if the service does not respond."""
    try:
        with _service.call():
            yield
    except (ClientError, BotoCoreError) as fault:  # refused, or not sent because of wrong settings
        raise OSError(str(fault)) from fault


class Bucket(S3Storage):
    """django-storages' S3 storage, with timeouts."""

    client_config: Config

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.client_config = self.client_config.merge(_LIMITS)

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
