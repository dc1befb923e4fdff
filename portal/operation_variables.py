"""Environment variables about the operation of the portal: the host of files, logs and workers."""

from dataclasses import dataclass

from portal.parsers import flag, machine_name, names, number, one_of, optional, origin, sentry_dsn, service_address
from portal.retention_variables import RetentionVariables
from portal.stream_parsers import signing_secret, stream_urls
from portal.variables import variable


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationVariables(RetentionVariables):
    """The parts of `portal.environment.Environment` about operation, retention and reviews."""

    content_url: str = variable(
        "Address on which the portal serves the files that partners upload, without a path, such as "
        "`https://content.example` ([why](security.md#files-on-a-host-of-their-own)). Default: PUBLIC_URL",
        parse=origin,
    )
    database_owner_url: str = variable(
        "Address of the same PostgreSQL database with the role that owns the tables, only for `manage.py prepare`. The "
        "role in DATABASE_URL then can't change the audit log",
        parse=service_address("postgres", "postgresql"),
        is_secret=True,
    )
    audit_stream_url: tuple[str, ...] = variable(
        "Receivers of all audit events, comma-separated: `syslog+tls://host:6514`, `syslog+tcp://host:601`, "
        "`syslog+udp://host:514`, or `https://...` for signed requests as those of webhooks. "
        "`?ca=/file&cert=/file&key=/file` names certificates for TLS",
        parse=stream_urls,
        is_secret=True,
    )
    audit_stream_secret: str = variable(
        "Signs the requests to `https:` addresses in AUDIT_STREAM_URL, for example `whsec_` and the output of "
        "`openssl rand -base64 32`",
        parse=signing_secret,
        is_secret=True,
    )
    audit_stream_addresses: bool = variable(
        "Sends IP addresses with audit events to AUDIT_STREAM_URL", parse=flag, default="off"
    )
    metrics_token: str = variable(
        "Bearer token with which Prometheus reads `/metrics`. Without it, nothing is recorded",
        is_secret=True,
    )
    sentry_dsn: str = variable(
        "DSN of a Sentry project to which unexpected errors are reported. Without it, nothing is sent",
        parse=sentry_dsn,
        is_secret=True,
    )
    log_format: str | None = variable(
        "`text` or `json`. Default: `json` in production and `text` in demo mode",
        parse=optional(one_of("text", "json")),
    )
    log_level: str = variable(
        "Lowest level of log lines to write", parse=one_of("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO"
    )
    worker_name: str = variable(
        "Name of this machine in jobs and health checks. Machines that share a database need different names. "
        "Default: the host name",
        parse=machine_name,
    )
    worker_kinds: tuple[str, ...] = variable(
        "[Kinds of job](jobs.md#workers-of-their-own) that this worker runs, comma-separated: their names, or "
        "`interactive`, `mail` or `bulk`. Default: all",
        parse=names,
    )
    job_lease_seconds: int = variable(
        "Seconds after which a job is restarted if its worker stops responding", parse=number(2, 3600), default="15"
    )
    job_sweep_seconds: int = variable(
        "Seconds between searches for waiting and abandoned jobs", parse=number(1, 600), default="5"
    )
