"""The parameters after the question mark in addresses of services.

Clients ignore an unknown one, such as `sslmod`, or only fail when they connect. They do the same with wrong values.
"""

from collections.abc import Set as AbstractSet
from urllib.parse import parse_qsl

# Settings of django-storages whose values are texts. The bucket and its folder are parts of the address.
BUCKET_PARAMETERS = frozenset({
    "access_key", "addressing_style", "custom_domain", "default_acl", "endpoint_url", "region_name", "secret_key",
    "security_token", "session_profile", "signature_version", "url_protocol", "verify",
})  # fmt: skip
REDIS_PARAMETERS = frozenset({
    "client_name", "db", "health_check_interval", "max_connections", "protocol", "retry_on_timeout",
    "socket_connect_timeout", "socket_keepalive", "socket_timeout",
})  # fmt: skip
REDIS_TLS_PARAMETERS = frozenset({
    "ssl_ca_certs", "ssl_ca_path", "ssl_cert_reqs", "ssl_certfile", "ssl_check_hostname", "ssl_ciphers", "ssl_keyfile",
    "ssl_min_version", "ssl_password",
})  # fmt: skip
_OPTIONAL = ("disable", "prefer", "require")
_TLS_VERSIONS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
_SWITCH = ("0", "1")
CHOICES = {
    "addressing_style": ("auto", "path", "virtual"),
    "channel_binding": _OPTIONAL,
    "gssencmode": _OPTIONAL,
    "keepalives": _SWITCH,
    "load_balance_hosts": ("disable", "random"),
    "protocol": ("2", "3"),
    "ssl_cert_reqs": ("none", "optional", "required"),
    "ssl_max_protocol_version": _TLS_VERSIONS,
    "ssl_min_protocol_version": _TLS_VERSIONS,
    "sslcertmode": ("disable", "allow", "require"),
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "sslnegotiation": ("postgres", "direct"),
    "target_session_attrs": ("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
    "tls": _SWITCH,
    "url_protocol": ("http:", "https:"),
}
NUMBERS = frozenset({
    "connect_timeout", "db", "health_check_interval", "keepalives_count", "keepalives_idle", "keepalives_interval",
    "max_connections", "port", "tcp_user_timeout",
})  # fmt: skip
_BY_SCHEME = {
    "s3": BUCKET_PARAMETERS,
    "redis": REDIS_PARAMETERS,
    "rediss": REDIS_PARAMETERS | REDIS_TLS_PARAMETERS,
    "smtp": frozenset({"tls"}),
    "smtps": frozenset({"tls"}),
}


def check_parameters(scheme: str, query: str) -> None:
    """Raises ValueError if a parameter has no value or a wrong one, or is unknown for addresses with this scheme."""
    parameters = parse_qsl(query, keep_blank_values=True)
    if not all(value and name.isidentifier() for name, value in parameters):  # perhaps a part of a password
        raise ValueError("must have pairs such as name=value after the question mark")
    if unknown := sorted({name for name, _ in parameters} - _parameters_of(scheme)):
        raise ValueError(f"has unknown parameters after the question mark: {', '.join(unknown)}")
    for name, value in parameters:
        if value not in CHOICES.get(name, (value,)):
            raise ValueError(f"must have one of {', '.join(CHOICES[name])} for the parameter {name}")
        if name in NUMBERS and not value.isdecimal():
            raise ValueError(f"must have a whole number for the parameter {name}")


def _parameters_of(scheme: str) -> AbstractSet[str]:
    if not scheme.startswith("postgres"):
        return _BY_SCHEME.get(scheme, frozenset())
    from psycopg.pq import Conninfo  # only with PostgreSQL

    return {option.keyword.decode() for option in Conninfo.get_defaults()} | {"assume_role"}
