"""Reads settings from environment variables as typed values, and reports all problems at once."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from common.address_parsers import contact_address, install_address, web_address
from guides.contact_subjects import ContactSubject, parse_contacts, parse_links
from portal.content_host import content_problems
from portal.key_strength import DEMO_SECRET_KEY, KEY_COMMAND, SECRET_KEY_LENGTH
from portal.parsers import (
    flag,
    folder,
    host_names,
    issuers,
    listening_host,
    names,
    number,
    one_of,
    optional,
    service_address,
    zone,
)
from portal.production import production_problems
from portal.secret_files import SUFFIX, with_secret_files
from portal.sign_in_variables import SignInVariables, sign_in_problems
from portal.variables import variable


class PortalMode(StrEnum):
    DEMO = "demo"
    PRODUCTION = "production"


class EnvironmentProblem(SystemExit):
    """Some environment variables are wrong or missing. The argument has a sentence for each problem."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(["Slipway cannot start:", *(f"  - {problem}" for problem in problems)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment(SignInVariables):
    """All settings from environment variables, whose names are those of the fields in capitals."""

    mode: str = variable("`demo` or `production`", parse=one_of(*PortalMode), default="demo")
    debug: bool = variable(
        "Enables Django's debug pages and `/styleguide/`; not allowed in production", parse=flag, default="off"
    )
    secret_key: str = variable(
        "Signs sessions and links. Encrypts stored secrets if ENCRYPTION_KEYS is empty",
        default=DEMO_SECRET_KEY,
        needed=f"at least {SECRET_KEY_LENGTH} random characters, for example from `{KEY_COMMAND}`",
        is_secret=True,
    )
    secret_key_fallbacks: tuple[str, ...] = variable(
        "Earlier values of SECRET_KEY, comma-separated. Without them, a new key signs everybody out, and secrets that "
        "an earlier key encrypted can't be read",
        parse=names,
        is_secret=True,
    )
    encryption_keys: tuple[str, ...] = variable(
        "Keys that encrypt stored secrets, such as those for two-factor authentication and webhooks; comma-separated. "
        "The first key encrypts; all of them decrypt, as SECRET_KEY and SECRET_KEY_FALLBACKS do. After a change, run "
        f"`manage.py reencrypt`. Each needs {SECRET_KEY_LENGTH} random characters, for example from `{KEY_COMMAND}`",
        parse=names,
        is_secret=True,
    )
    allow_unreadable_secrets: bool = variable(
        "Lets `manage.py prepare` succeed although no key can read some stored secrets. Only for the time in which the "
        "secrets of a lost key are replaced",
        parse=flag,
        default="off",
    )
    public_url: str = variable(
        "Address that people use, for links in e-mails. Default: the local address",
        parse=web_address,
        needed="the address that people use, for example https://partners.example",
    )
    allowed_hosts: tuple[str, ...] = variable(
        "Host names that the portal answers to, comma-separated. It always answers to the names of this machine",
        parse=host_names,
        needed="the host names that people use, for example partners.example",
    )
    api_hosts: tuple[str, ...] = variable(
        "Additional host names for clients of the submission API, comma-separated", parse=host_names
    )
    api_calls_per_minute: int = variable(
        "API calls that one application can make per minute. All applications in an organisation together can make "
        "three times as many",
        parse=number(1, 1_000_000),
        default="600",
    )
    api_tokens_per_minute: int = variable(
        "Access tokens that clients can request per minute with one client ID, or with the ID tokens of workflows from "
        "one address for one organisation. For all organisations, an address has three times as many",
        parse=number(1, 1_000_000),
        default="60",
    )
    oidc_issuers: tuple[str, ...] = variable(
        "Issuers of tokens for trusted publishers, comma-separated: GitHub, or a server that sends the same claims. "
        "`http://` is only for issuers on this machine and not allowed in production",
        parse=issuers,
        default="https://token.actions.githubusercontent.com",
    )
    upload_base_url: str = variable(
        "Base address for file uploads by clients of the submission API. Default: the address of their request",
        parse=web_address,
    )
    csrf_trusted_origins: tuple[str, ...] = variable(
        "Additional origins that can post forms, comma-separated, with scheme", parse=names
    )
    trusted_proxy_count: int = variable(
        "Number of reverse proxies that set X-Forwarded-For and X-Forwarded-Proto", parse=number(0, 9), default="0"
    )
    host: str = variable("Address that the web process listens on", parse=listening_host, default="127.0.0.1")
    port: int = variable("Port that the web process listens on", parse=number(1, 65535), default="8000")
    web_processes: int = variable("Number of web processes", parse=number(1, 64), default="1")
    web_threads: int = variable("Threads per web process", parse=number(1, 64), default="8")
    worker_processes: int = variable("Jobs that one worker runs at the same time", parse=number(1, 64), default="2")
    data_dir: Path = variable("Folder for all data that isn't stored in another service", parse=folder, default="var")
    static_dir: Path | None = variable(
        "Folder for collected style sheets and scripts. Default: one in DATA_DIR for each version",
        parse=optional(folder),
    )
    import_in_web_kb: int = variable(
        "Archives with more text than this (in kB, unpacked) are imported by the worker, not while the page loads",
        parse=number(1, 15_000),
        default="300",
    )
    database_url: str = variable(
        "`postgres://user:password@host:5432/name` or `sqlite:////path`. Default: SQLite in DATA_DIR",
        parse=service_address("postgres", "postgresql", "sqlite"),
        needed="the database, for example postgres://user:password@host:5432/slipway",
        is_secret=True,
    )
    database_password: str = variable("Password of the database user. Default: the one in DATABASE_URL", is_secret=True)
    redis_url: str = variable(
        "`redis://host:6379/0` for the queue and the cache. Default: folders in DATA_DIR",
        parse=service_address("redis", "rediss"),
        is_secret=True,
    )
    storage_url: str = variable(
        "`file:///path` or `s3://bucket?region_name=...&endpoint_url=...`. Default: `files` in DATA_DIR",
        parse=service_address("file", "s3"),
        is_secret=True,
    )
    aws_access_key_id: str = variable(
        "Access key for an S3 bucket. Default: the role of the machine, or `access_key` in STORAGE_URL",
        is_secret=True,
    )
    aws_secret_access_key: str = variable("Secret that belongs to AWS_ACCESS_KEY_ID", is_secret=True)
    email_url: str = variable(
        "`smtp://user:password@host:587?tls=1`, `smtps://...`, `console:` or `file:///path`. "
        "Default: `mail` in DATA_DIR",
        parse=service_address("smtp", "smtps", "console", "file"),
        needed="the mail server, for example smtp://user:password@host:587?tls=1",
        is_secret=True,
    )
    mail_from: str = variable(
        "Sender of e-mails",
        default="Slipway <slipway@localhost>",
        needed="the sender of e-mails, for example Slipway <slipway@partners.example>",
    )
    demo_password: str = variable("Password of every demo account", default="demo-slipway")
    demo_data: bool = variable(
        "Loads the demo's people and listings. If off, the portal starts empty", parse=flag, default="on"
    )
    security_contact: str = variable(
        "Where people report security problems, as `mailto:security@partners.example` or `https://...`. If it is set, "
        "`/.well-known/security.txt` shows it",
        parse=contact_address,
    )
    contacts: dict[str, str] = variable(
        f"Addresses on the Contact page, as comma-separated pairs such as `other=help@partners.example`; a web address "
        f"is possible, too. Subjects: {', '.join(f'`{subject}`' for subject in ContactSubject)}",
        parse=parse_contacts,
    )
    office_hours: str = variable("When and where people can talk to you, as a text on the Contact page")
    community_links: dict[str, str] = variable(
        "Links on the Contact page, as comma-separated pairs such as `Forum=https://forum.example`", parse=parse_links
    )
    require_staff_mfa: bool | None = variable(
        "Requires two-factor authentication for staff and owners of applications. "
        "Default: on in production, off in demo mode",
        parse=optional(flag),
    )
    probe_links: bool | None = variable(
        "Makes deep checks test the links in a listing. Default: on in production, off in demo mode",
        parse=optional(flag),
    )
    platform_name: str = variable("Name of the platform on which tiles appear", default="Datadog")
    platform_install_url: str = variable(
        "Address where customers install a tile, with `{integration_id}` as a placeholder. If empty, tiles lead to "
        "their setup steps instead",
        parse=install_address,
    )
    time_zone: str = variable("Time zone for readers who haven't chosen one", parse=zone, default="UTC")
    digest_hour: int = variable(
        "Hour of the day, in TIME_ZONE, at which daily digests are sent by e-mail", parse=number(0, 23), default="7"
    )
    process_name: str = variable(
        "Which process this is. The start commands set it; don't set it yourself",
        parse=one_of("web", "worker", "beat", "command"),
        default="command",
    )

    @property
    def is_production(self) -> bool:
        return self.mode == PortalMode.PRODUCTION

    @property
    def sqlite_path(self) -> Path | None:
        """The file of the SQLite database; None for PostgreSQL."""
        url = urlsplit(self.database_url)
        if url.scheme not in {"", "sqlite"}:
            return None
        # Three slashes are followed by a relative path, four by an absolute one.
        return Path(unquote(url.path[1:])) if url.path else self.data_dir / "slipway.sqlite3"


def secret_variables() -> list[str]:
    """The names of variables that can also be read from a file."""
    return [declared.name.upper() for declared in fields(Environment) if declared.metadata["is_secret"]]


def read_environment(source: Mapping[str, str]) -> Environment:
    """The settings in these environment variables. Raises EnvironmentProblem with all problems."""
    source, problems = with_secret_files(source, secret_variables())
    values: dict[str, Any] = {}
    for declared in fields(Environment):
        name = declared.name.upper()
        raw = source.get(name, "").strip() or declared.metadata["default"]
        try:
            values[declared.name] = declared.metadata["parse"](raw)
        except ValueError as fault:
            is_secret = declared.metadata["is_secret"]
            problems.append(f"{name} {fault}." + ("" if is_secret else f" Its value is {_masked_value(raw)!r}."))
    if not problems:
        environment = Environment(**values)
        problems = [*content_problems(environment), *sign_in_problems(environment)]
        problems += production_problems(environment, source) if environment.is_production else []
    if problems:
        raise EnvironmentProblem(problems)
    return environment


def _masked_value(raw: str) -> str:
    """The value for a message. URLs are cut after the scheme, because they may contain passwords."""
    scheme, separator, _rest = raw.partition("://")
    return f"{scheme}://..." if separator else raw


PAGE_HEAD = """# Configuration

Everything that differs between machines is an environment variable. Slipway reads the variables once, when it starts.
If a value is wrong, Slipway lists all problems and doesn't start. `manage.py print_configuration` writes this page.

A secret can be the content of a file instead, without the newline at its end. Set the variable whose name ends with
`_FILE` to the path of the file, and leave the other one empty.
"""


def configuration_page() -> str:
    """The documentation page of the variables, in Markdown."""
    lines = [PAGE_HEAD, "| variable | default | what it does |", "|---|---|---|"]
    for declared in fields(Environment):
        default = declared.metadata["default"]
        default_text = "a demo key" if default == DEMO_SECRET_KEY else f"`{default}`" if default else ""
        needed = ". Required in production" if declared.metadata["needed"] else ""
        name = declared.name.upper()
        file = f". Or a file: `{name}{SUFFIX}`" if declared.metadata["is_secret"] else ""
        lines.append(f"| `{name}` | {default_text} | {declared.metadata['explains']}{needed}{file} |")
    return "\n".join(lines) + "\n"
