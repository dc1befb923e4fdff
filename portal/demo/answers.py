"""What the demo's partners fill in where the real folders leave something open."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.demo.pictures import screenshot, wordmark
from tilekit.core.field import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What answers are made from."""

    title: str
    integration_id: str
    today: date


Answer = Json | Callable[[Known], Json]

# Tick boxes and texts by field; a callable is given the listing's name, id and the day.
ANSWERS: Mapping[str, Answer] = {
    "overview.logo_rights": True,
    "overview.categories": ["Metrics"],
    "overview.supported_os": ["Linux", "macOS", "Windows"],
    "overview.source_type_name": lambda known: known.title,
    "configuration.code_type": "api_exception",
    "configuration.exception_request": (
        "The product runs inside the customer's own network and our service has no way to reach it from outside, so "
        "customers send their data with a key of their own."
    ),
    "configuration.agent_check_kind": "python",
    "configuration.pull_request_url": lambda known: f"https://github.com/demo-harbour/{known.integration_id}/pull/12",
    "configuration.package_version": "1.0.0",
    "configuration.min_agent_version": "7.40.0",
    "configuration.tests_attested": True,
    "configuration.ga_attested": True,
    "configuration.all_sites_attested": True,
    "setup.uninstall_md": (
        "1. Remove the integration's configuration from every host or service that sends data.\n"
        "2. Uninstall the integration on its tile.\n3. Disable the API keys that were made for it."
    ),
    "data.submitted_data_types": ["Metrics"],
    "data.log_pipeline_note": (
        "The pipeline reads the time, the level and the message, and names the service of each line."
    ),
    "support.support_email": "support@harbour.example",
    "support.support_md": "Write to the support team; somebody answers on every working day.",
    "support.maintainer_email": "integrations@harbour.example",
    "release_notes.entries": lambda known: [
        {"key": "first", "version": "1.0.0", "date": known.today.isoformat(), "added": ["First release."]}
    ],
    "submission.attest_accuracy": True,
    "submission.attest_sandbox_test": True,
    "submission.attest_no_test_urls": True,
    "submission.requested_release": "asap",
}
ROW_ANSWERS: Mapping[str, Answer] = {
    "release_notes.entries.date": lambda known: known.today.isoformat(),
    "release_notes.entries.version": "1.0.0",
    "overview.media.caption": lambda known: f"A board of {known.title}",
}


def monitor(known: Known) -> bytes:
    """A small monitor template as the platform exports it."""
    metric = known.integration_id.replace("-", "_")
    title = f"{known.title} stopped reporting"
    return json.dumps(
        {
            "version": 2,
            "created_at": "2025-03-01",
            "last_updated_at": "2025-03-01",
            "title": title,
            "description": "Data no longer arrives, so graphs and alerts of this integration are blind until it does.",
            "tags": [f"integration:{known.integration_id}"],
            "definition": {
                "name": title,
                "type": "query alert",
                "query": f"avg(last_10m):sum:{metric}.up{{*}} < 1",
                "message": "No data arrives. Look at the service that sends it.",
                "tags": [f"integration:{known.integration_id}"],
                "options": {"thresholds": {"critical": 1}, "include_tags": True},
            },
        },
        indent=2,
    ).encode()


# Files by field: (name, content); a field of rows gets one new row.
FILES: Mapping[str, Callable[[Known], tuple[str, bytes]]] = {
    "overview.logo_light": lambda known: ("wordmark.svg", wordmark(known.title)),
    "overview.media": lambda known: (f"{known.integration_id}.png", screenshot()),
    "content.monitors": lambda known: (f"{known.integration_id.replace('-', '_')}_silent.json", monitor(known)),
}
