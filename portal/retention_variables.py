"""Environment variables about how long records are kept. `jobs.retention` removes those that are older."""

from dataclasses import dataclass, fields
from typing import Any

from portal.parsers import number
from portal.review_variables import ReviewVariables
from portal.variables import variable

_FOR_EVER = number(0, 3650)
_LIMITED = number(1, 3650)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionVariables(ReviewVariables):
    """The parts of `portal.environment.Environment` about reviews and about how long records are kept."""

    audit_address_days: int = variable(
        "Days after which the IP addresses of audit events are deleted. The events stay",
        parse=_LIMITED,
        default="90",
    )
    job_days: int = variable(
        "Days after which background jobs that have ended are deleted; 0 keeps them", parse=_FOR_EVER, default="30"
    )
    notice_days: int = variable(
        "Days after which notices in the portal are deleted; 0 keeps them", parse=_FOR_EVER, default="365"
    )
    mail_days: int = variable(
        "Days after which e-mails are deleted that were sent, or could not be sent; 0 keeps them",
        parse=_FOR_EVER,
        default="90",
    )
    webhook_delivery_days: int = variable(
        "Days after which deliveries of webhooks are deleted, sent or not; 0 keeps them",
        parse=_FOR_EVER,
        default="30",
    )
    run_days: int = variable(
        "Days after which check runs are deleted that a later run replaced and no review relies on; 0 keeps them",
        parse=_FOR_EVER,
        default="90",
    )
    dry_run_days: int = variable("Days after which dry runs are deleted", parse=_LIMITED, default="1")
    import_days: int = variable(
        "Days after which imports that have ended are deleted. Listings and their versions stay; 0 keeps the imports",
        parse=_FOR_EVER,
        default="365",
    )
    trial_days: int = variable(
        "Days after which trials of OAuth clients are deleted, with their tokens", parse=_LIMITED, default="30"
    )
    export_days: int = variable(
        "Days after which exports of the audit log are deleted, with their files", parse=_LIMITED, default="7"
    )
    erasure_days: int = variable(
        "Days after which searches for leaked secrets are deleted, with their results; 0 keeps them",
        parse=_FOR_EVER,
        default="90",
    )
    configure_request_days: int = variable(
        "Days after which requests of the configure API that have ended are deleted; 0 keeps them",
        parse=_FOR_EVER,
        default="30",
    )
    unused_file_days: int = variable(
        "Days after which an uploaded file that no listing uses is deleted", parse=_LIMITED, default="1"
    )
    invitation_days: int = variable(
        "Days after which invitations that were accepted, revoked or have expired are deleted; 0 keeps them",
        parse=_FOR_EVER,
        default="90",
    )
    absence_days: int = variable(
        "Days after their end when absences of reviewers are deleted; 0 keeps them", parse=_FOR_EVER, default="365"
    )


def retention_settings(environment: RetentionVariables) -> dict[str, Any]:
    """Django's settings with the names of the variables."""
    inherited = {field.name for field in fields(ReviewVariables)}
    names = [field.name for field in fields(RetentionVariables) if field.name not in inherited]
    return {name.upper(): getattr(environment, name) for name in names}
