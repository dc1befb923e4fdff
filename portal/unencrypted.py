"""Finds connections to services that other machines could read, because nothing requires TLS for them."""

import os
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Info, register

from portal.environment import Environment

_PRIVATE_SUFFIXES = (".internal", ".svc", ".svc.cluster.local")  # of service names in clouds and in Kubernetes
_REQUIRES_TLS = ("require", "verify-ca", "verify-full")


@register(deploy=True)
def check_connections(**_: object) -> list[CheckMessage]:
    """Names connections without TLS. It doesn't fail, because the portal can't know whether the network is private."""
    return [Info(text, id="portal.I001") for text in unencrypted_connections(settings.ENVIRONMENT)]


def unencrypted_connections(environment: Environment) -> Iterator[str]:
    """A sentence for each service on another machine to which nothing requires TLS, with what to set."""
    for name in ("database_url", "database_owner_url"):
        yield from _database(name.upper(), getattr(environment, name))
    redis, mail = environment.redis_url, environment.email_url
    if urlsplit(redis).scheme == "redis":
        yield from _sentence("REDIS_URL", _host(redis), "use rediss:// instead of redis://")
    if urlsplit(mail).scheme == "smtp" and _parameters(mail).get("tls", "0") == "0":
        yield from _sentence("EMAIL_URL", _host(mail), "use smtps://, or end it with ?tls=1")
    endpoint = _parameters(environment.storage_url).get("endpoint_url", "")
    if urlsplit(endpoint).scheme == "http":
        yield from _sentence("STORAGE_URL", _host(endpoint), "use an endpoint_url with https://")
    for receiver in environment.audit_stream_url:
        if urlsplit(receiver).scheme in {"syslog+tcp", "syslog+udp"}:
            yield from _sentence("AUDIT_STREAM_URL", _host(receiver), "use syslog+tls://")


def _database(name: str, address: str) -> Iterator[str]:
    """By default, TLS is used if the server offers it. Whoever can change the traffic can prevent that."""
    parameters = _parameters(address)
    mode = parameters.get("sslmode") or os.environ.get("PGSSLMODE", "")
    hosts = _host(address) or parameters.get("hostaddr") or parameters.get("host") or os.environ.get("PGHOST", "")
    if urlsplit(address).scheme.startswith("postgres") and mode not in _REQUIRES_TLS:
        yield from _sentence(name, hosts, "end it with ?sslmode=verify-full&sslrootcert=/path/to/ca.pem")


def _sentence(name: str, hosts: str, instruction: str) -> Iterator[str]:
    """The hosts are separated by commas, as those of a database with stand-by servers are."""
    if public := ", ".join(host for host in hosts.split(",") if not _is_private(host)):
        yield f"{name} doesn't require TLS for {public}. Unless the network is private, {instruction}."


def _is_private(host: str) -> bool:
    """Whether the host is this machine or in a private network: an address, socket or name of a service."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.startswith("/") or host.endswith(_PRIVATE_SUFFIXES)


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


def _parameters(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))
