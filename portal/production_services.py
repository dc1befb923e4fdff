"""What production requires of the addresses of services."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from common.ip_addresses import is_loopback

if TYPE_CHECKING:
    from portal.environment import Environment


def service_problems(environment: Environment) -> Iterator[str]:
    """A sentence for each address that can't be that of a service."""
    yield from _database_problems(environment)
    redis_database = urlsplit(environment.redis_url).path.strip("/")
    if redis_database and not redis_database.isdecimal():
        yield "REDIS_URL must end with the number of a database, for example redis://redis:6379/0."
    yield from _storage_problems(environment)
    yield from _mail_problems(environment.email_url)


def _database_problems(environment: Environment) -> Iterator[str]:
    url = urlsplit(environment.database_url)
    if url.scheme.startswith("postgres") and not url.path.strip("/"):
        yield "DATABASE_URL must end with the name of the database, for example /slipway."
    owner = urlsplit(environment.database_owner_url)
    if owner.scheme and owner.path.strip("/") != url.path.strip("/"):
        yield "DATABASE_OWNER_URL must end with the name of the database in DATABASE_URL."
    if environment.database_password and url.password:
        yield "DATABASE_PASSWORD must not be set if DATABASE_URL contains a password."


def _storage_problems(environment: Environment) -> Iterator[str]:
    url = urlsplit(environment.storage_url)
    if url.scheme == "s3" and not url.netloc:
        yield "STORAGE_URL must name the bucket, for example s3://slipway-files."
    if url.scheme == "s3" and not find_spec("storages"):
        yield "STORAGE_URL can only be a bucket if the packages of requirements/production.txt are installed."
    if url.scheme == "file" and url.netloc:
        yield "STORAGE_URL must have three slashes before the folder, for example file:///srv/files."
    if bool(environment.aws_access_key_id) != bool(environment.aws_secret_access_key):
        yield "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set together."


def _mail_problems(address: str) -> Iterator[str]:
    url = urlsplit(address)
    if url.scheme in {"console", "file"}:
        yield "EMAIL_URL must be a mail server in production: people need the links in their e-mails."
    if url.scheme not in {"smtp", "smtps"}:
        return
    tls = dict(parse_qsl(url.query)).get("tls", "0")
    if not url.hostname:
        yield "EMAIL_URL must contain the host of the mail server, for example smtp://mail.example:587?tls=1."
    elif url.password and url.scheme == "smtp" and tls == "0" and not is_loopback(url.hostname):
        yield "EMAIL_URL must use TLS in production if it contains a password: begin with smtps: or end with ?tls=1."
