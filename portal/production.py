"""What production requires of the environment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from common.ip_addresses import is_loopback
from portal.key_strength import DEMO_SECRET_KEY, KEY_COMMAND, SECRET_KEY_LENGTH, is_guessable
from portal.mounts import is_shared_folder
from portal.production_services import service_problems

if TYPE_CHECKING:
    from portal.environment import Environment

_WEB_ADDRESSES = (
    "public_url", "content_url", "upload_base_url", "csrf_trusted_origins", "oidc_issuers",
    "platform_install_url", "audit_stream_url", "sentry_dsn", "staff_issuer",
)  # fmt: skip
_TOKEN_LENGTH = 16
_TRUSTED_ORIGIN = re.compile(r"https?://(?:\*\.)?[a-z0-9.-]+(?::[0-9]{1,5})?|https?://\[[0-9a-f:]+\](?::[0-9]{1,5})?")
_LOCAL_DOMAINS = ("localhost", "localdomain")


def production_problems(environment: Environment, source: Mapping[str, str]) -> list[str]:
    """A sentence for each reason why this environment can't be used in production."""
    missing = {
        variable.name.upper(): variable.metadata["needed"]
        for variable in fields(environment)
        if variable.metadata["needed"] and not source.get(variable.name.upper(), "").strip(" ,")
    }
    problems = [f"{name} must be set in production: {needed}." for name, needed in missing.items()]
    if environment.debug:
        problems.append("DEBUG must be off in production.")
    problems += _address_problems(environment)
    problems += _host_problems(environment)
    problems += service_problems(environment)
    problems += _sharing_problems(environment)
    if "MAIL_FROM" not in missing and not _can_send(environment.mail_from):
        problems.append("MAIL_FROM must be an address of your domain, for example Slipway <slipway@partners.example>.")
    if any(url.startswith("http") for url in environment.audit_stream_url) and not environment.audit_stream_secret:
        problems.append("AUDIT_STREAM_SECRET must be set in production if AUDIT_STREAM_URL has an https: address.")
    if 0 < len(environment.metrics_token) < _TOKEN_LENGTH:
        problems.append(f"METRICS_TOKEN must have at least {_TOKEN_LENGTH} characters in production.")
    problems += _key_problems(environment, is_set="SECRET_KEY" not in missing)
    return problems


def _address_problems(environment: Environment) -> Iterator[str]:
    for name in _WEB_ADDRESSES:
        value = getattr(environment, name)
        addresses = (value,) if isinstance(value, str) else value
        if any(urlsplit(address).scheme == "http" for address in addresses):
            yield f"{name.upper()} must start with https: in production."


def _host_problems(environment: Environment) -> Iterator[str]:
    """Reasons why requests could not reach the portal, or only together with requests that must not."""
    public = urlsplit(environment.public_url)
    if public.path.strip("/") or public.query or public.fragment:
        yield "PUBLIC_URL must not have a path in production: the portal needs a host of its own."
    upload = urlsplit(environment.upload_base_url)
    if upload.query or upload.fragment:
        yield "UPLOAD_BASE_URL must not have anything after the path, such as ? or #."
    names = {"ALLOWED_HOSTS": environment.allowed_hosts, "API_HOSTS": environment.api_hosts}
    unlimited = [name for name, hosts in names.items() if "*" in hosts]
    for name in unlimited:
        yield f"{name} must list the host names in production, without *."
    is_complete = public.hostname and environment.allowed_hosts and not unlimited
    if is_complete and not _is_allowed(public.hostname or "", environment.allowed_hosts):
        yield f"ALLOWED_HOSTS must contain the host of PUBLIC_URL, {public.hostname}."
    if not all(_TRUSTED_ORIGIN.fullmatch(origin.lower()) for origin in environment.csrf_trusted_origins):
        yield "CSRF_TRUSTED_ORIGINS must contain origins with scheme, for example https://partners.example."
    if environment.trusted_proxy_count == 0:
        yield (
            "TRUSTED_PROXY_COUNT must be at least 1 in production, because the portal needs a proxy with TLS in front "
            "of it: set it to the number of proxies."
        )


def _is_allowed(host: str, patterns: Iterable[str]) -> bool:
    return is_loopback(host) or any(
        host == pattern.lower().lstrip(".") or (pattern.startswith(".") and host.endswith(pattern.lower()))
        for pattern in patterns
    )


def _sharing_problems(environment: Environment) -> Iterator[str]:
    """Reasons why several processes or machines could not work together."""
    if environment.web_processes > 1 and not environment.redis_url:
        yield "REDIS_URL must be set in production if WEB_PROCESSES is more than 1."
    if environment.sqlite_path is None:
        return
    redis_host = urlsplit(environment.redis_url).hostname
    if redis_host and not is_loopback(redis_host):
        yield "DATABASE_URL must be PostgreSQL in production if Redis runs on another host: SQLite needs a single host."
    if is_shared_folder(environment.sqlite_path.parent.resolve()):
        yield "DATABASE_URL must be PostgreSQL in production if several hosts can mount its folder: SQLite needs one."


def _can_send(sender: str) -> bool:
    """Whether mail servers accept the address, and people can reply to it."""
    address = parseaddr(sender)[1]
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.rpartition("@")[2].lower().rpartition(".")[2] not in _LOCAL_DOMAINS


def _key_problems(environment: Environment, *, is_set: bool) -> Iterator[str]:
    """Reasons against the keys. is_set is False if SECRET_KEY is missing, which is a problem of its own."""
    if DEMO_SECRET_KEY in {*environment.secret_key_fallbacks, *environment.encryption_keys} or (
        is_set and environment.secret_key == DEMO_SECRET_KEY
    ):
        yield "SECRET_KEY, SECRET_KEY_FALLBACKS and ENCRYPTION_KEYS must not contain the demo key in production."
        return
    if is_set and {*environment.encryption_keys} == {environment.secret_key}:
        yield "ENCRYPTION_KEYS must contain another key than SECRET_KEY, which encrypts without ENCRYPTION_KEYS too."
    keys = {
        "Each key of ENCRYPTION_KEYS": environment.encryption_keys,
        "Each key of SECRET_KEY_FALLBACKS": environment.secret_key_fallbacks,
    }
    if is_set:
        keys["SECRET_KEY"] = (environment.secret_key,)
    for name, values in keys.items():
        if any(len(key) < SECRET_KEY_LENGTH for key in values):
            yield f"{name} must have at least {SECRET_KEY_LENGTH} characters in production."
        elif any(is_guessable(key) for key in values):
            yield f"{name} must be random in production, for example from `{KEY_COMMAND}`."
