"""Each missing value of an empty listing is reported once per field, by any check."""

from collections import Counter
from datetime import date

import pytest

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope, Severity
from tilekit.core.basics import Basics
from tilekit.core.field import Json
from tilekit.core.kind import OfferingType, Route
from tilekit.scaffold.bundles import assemble
from tilekit.sections import STEPS, section_of
from tilekit.sections.initial_values import Vendor, initial_documents
from tilekit.sections.status import StepState, step_status

FREE = Basics(name="Acme Queue", app_uuid="4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c11")
PAID = Basics(name="Acme Queue", app_uuid="4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c11", route=Route.MARKETPLACE)
SERVICE = Basics(
    name="Acme Queue",
    app_uuid="4b3f8a52-0c0f-4f0e-9a57-2f6d1e0b7c11",
    route=Route.MARKETPLACE,
    offering_type=OfferingType.PROFESSIONAL_SERVICE,
)
VENDOR = Vendor(name="Acme", url="https://acme.example.org", id="acme")
NO_VENDOR = Vendor()


def bundle_of(basics: Basics, vendor: Vendor, *, code_type: str, submitted: list[Json]) -> Bundle:
    values = initial_documents(basics, vendor, today=date(2026, 1, 5))
    values["configuration"]["code_type"] = code_type
    values["data"]["submitted_data_types"] = submitted
    if vendor == NO_VENDOR:
        values["overview"], values["release_notes"] = {"display_on_public_website": True}, {}
    documents = {key: section_of(key)(part) for key, part in values.items()}
    return assemble(basics=basics, documents=documents, base={}, file_bytes=lambda sha256: b"", carried={})


@pytest.mark.parametrize("vendor", [VENDOR, NO_VENDOR], ids=["start", "nothing"])
@pytest.mark.parametrize(
    "basics, code_type, submitted",
    [
        (FREE, "api_oauth", ["Metrics", "Logs"]),
        (FREE, "agent", []),
        (FREE, "tile_only", []),
        (FREE, "", []),
        (PAID, "agent", ["Metrics"]),
        (SERVICE, "", []),
    ],
)
def test_every_missing_field_has_one_blocker(
    basics: Basics, code_type: str, submitted: list[Json], vendor: Vendor
) -> None:
    bundle = bundle_of(basics, vendor, code_type=code_type, submitted=submitted)

    findings = run_checks(bundle, Context(scope=Scope.SUBMISSION, is_first=True)).findings

    steps = [step_status(step, bundle.documents, bundle.kind, findings=findings) for step in STEPS]
    blockers = Counter(finding.path for finding in findings if finding.severity is Severity.BLOCKER)
    assert blockers == Counter(path for step in steps for path in step.missing)
    assert StepState.NEEDS_ATTENTION not in {step.state for step in steps}


def test_missing_sales_address_is_reported_once_by_the_form_and_once_for_a_folder() -> None:
    bundle = bundle_of(PAID, VENDOR, code_type="agent", submitted=["Metrics"])

    codes = [
        [finding.code for finding in run_checks(bundle, context).findings if finding.path == "overview.sales_email"]
        for context in (Context(scope=Scope.SUBMISSION, is_first=True), Context(is_first=True))
    ]

    assert codes == [["FD-001"], ["MF-034"]]


def test_what_is_sent_is_asked_for_once() -> None:
    bundle = bundle_of(FREE, VENDOR, code_type="api_oauth", submitted=[])

    findings = run_checks(bundle, Context(scope=Scope.SUBMISSION, is_first=True)).findings

    assert [finding.code for finding in findings if finding.path == "data.submitted_data_types"] == ["FD-001"]
