"""Deep runs with their findings."""

from django.db import models
from django.db.models import Q

from jobs.models import OPEN_STATES, LongRunning, state_constraints
from listings.models import Revision, Submission
from tilekit.checks.finding import Severity
from validation.run_states import RunState

SEVERITIES = [severity.value for severity in Severity]


class Run(LongRunning):
    """A deep run of a submission or, if submission is null, of a draft.

    digest is the content digest; reading is the digest of everything that the run read (`validation.input_digest`), ""
    before it starts. progress is {"subjects": [...], "done": [...]}. skipped lists the codes of checks that were
    skipped because their context was missing, unchecked the checks that could not be finished
    (`validation.stored_findings`), grandfathered the fingerprints of blockers that the published submission also has.
    """

    job_kind = "run"
    payload_key = "run"
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="runs")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="runs")
    digest = models.CharField(max_length=80, blank=True)
    reading = models.CharField(max_length=64, blank=True, default="")
    catalogue_version = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12, choices=RunState, default=RunState.QUEUED)
    skipped = models.JSONField(default=list)
    unchecked = models.JSONField(default=list)
    grandfathered = models.JSONField(default=list)
    requested_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            *state_constraints("validation_run", RunState),
            models.UniqueConstraint(
                fields=("revision",), condition=Q(state__in=OPEN_STATES), name="validation_run_one_open"
            ),
        )
        indexes = (
            models.Index(fields=("submission", "-created_at"), name="validation_run_by_submission"),
            models.Index(fields=("revision", "-created_at"), name="validation_run_by_revision"),
            # The few that were not finished, and those that a later run may have replaced.
            models.Index(
                fields=("revision",),
                name="validation_run_unfinished",
                condition=Q(state__in=(RunState.INCOMPLETE, RunState.FAILED)),
            ),
            models.Index(
                fields=("created_at",),
                name="validation_run_replaceable",
                condition=~Q(state=RunState.PASSED) | Q(submission__isnull=True),
            ),
        )

    @property
    def steps(self) -> tuple[int, int]:
        return len(self.progress.get("done", ())), len(self.progress.get("subjects", ()))


class FindingColumns(models.Model):
    """Base class of stored findings. message is the ID of the text, parameters are the values in it."""

    code = models.CharField(max_length=20)
    severity = models.CharField(max_length=10)
    path = models.CharField(max_length=500, blank=True)
    file = models.CharField(max_length=500, blank=True)
    line = models.PositiveIntegerField(null=True)
    column = models.PositiveIntegerField(null=True)
    pointer = models.CharField(max_length=500, blank=True)
    message = models.TextField()
    parameters = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=16)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.code} {self.path or self.file}"


class RunFinding(FindingColumns):
    """A finding of a run. The fingerprint is computed from place and value, so that waivers can follow renames."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="findings")
    fix = models.JSONField(null=True)
    place = models.TextField(blank=True, default="")
    value = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(severity__in=SEVERITIES), name="validation_finding_severity"),
        )
        indexes = (
            models.Index(fields=("code",), name="validation_finding_by_code"),
            models.Index(fields=("fingerprint",), name="validation_finding_by_print"),
        )
