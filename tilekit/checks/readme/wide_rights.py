"""RM-059: steps that give more rights than reading data needs."""

import re
from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.finding import RawFinding, Severity
from tilekit.checks.readme.markdown_text import MarkdownText, readme_check
from tilekit.core.messages import N_
from tilekit.parse.text import matches_in

_WIDE = re.compile(
    r"\bGRANT ALL\b(?: PRIVILEGES)?(?! ON SCHEMA)|\b(?:WITH|ROLE \S+|USER \S+) SUPERUSER\b|\bGRANT (?:SYSADMIN|DBA)\b"
    r"|--clusterrole[= ]cluster-admin\b|^\s*name: cluster-admin\b|\bverbs:\s*\[?\s*[\"']?\*"
    r"|[\"']?\bAction[\"']?:\s*\[?\s*[\"']\*[\"']|\bAdministratorAccess\b|\broles/(?:owner|editor)\b"
    r"|\bNOPASSWD:\s*ALL\b|\busermod\b[^\n]*\b(?:root|sudo|wheel)\b[^\n]*\bdd-agent\b"
    r"|\bsetenforce 0\b|\bSELINUX=disabled\b|\bufw disable\b|\b(?:stop|disable)(?: --now)? firewalld\b"
    r"|\b0\.0\.0\.0/0\b|--privileged\b|\bUser=root\b|\b(?:run|start) the (?:Datadog )?Agent as (?:the )?root\b"
    r"|\b(?:turn off|disable|switch off) (?:the )?(?:multi-factor|two-factor|MFA\b|2FA\b|SELinux|firewall)"
    r"|\b(?:send|e-?mail|give|share|tell) (?:us |\S+@\S+ )?(?:the |your |their |an? )?(?:\w+ ){0,2}passwords?\b",
    re.IGNORECASE,
)
_MARKS_OF_RIGHTS = (
    "grant all", "grant sysadmin", "grant dba", "superuser", "cluster-admin", "verbs:", "action:", 'action"', "action'",
    "administratoraccess", "roles/", "nopasswd", "usermod", "setenforce", "selinux", "ufw", "firewall", "0.0.0.0/0",
    "--privileged", "root", "factor", "mfa", "2fa", "password",
)  # fmt: skip
_ADVISED_AGAINST = re.compile(r"\b(?:do not|don't|never|avoid|instead of|rather than|not need)\b", re.IGNORECASE)


@readme_check(
    "RM-059",
    Severity.WARNING,
    N_("“{value}” is not needed to collect data, and makes systems less safe. Ask only for the rights that are used."),
    name=N_("Step that gives too many rights"),
    starts_observed=True,
    expected=N_("Setup gives the Agent and the integration only the rights to read what they collect"),
    bad="GRANT ALL PRIVILEGES ON *.* TO datadog",
    good="GRANT SELECT ON performance_schema.* TO datadog",
)
def asks_for_few_rights(text: MarkdownText, _: Bundle) -> Iterator[RawFinding]:
    """No step makes an account an administrator, opens a network to everyone, or switches a protection off."""
    for number, match in matches_in(text.markdown.lines, _WIDE, _MARKS_OF_RIGHTS):
        if not _ADVISED_AGAINST.search(match.string):
            yield text.finding(number, match.start() + 1, value=match[0].strip())
