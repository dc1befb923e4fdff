"""Fills in empty required fields of demo listings, with the same actions that partners use."""

import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from accounts.models import Organisation
from common.actor import Actor
from listings.actions import attach_file, save_section, save_sections
from listings.content.bundles import bundle_of_revision
from listings.models import Revision
from listings.writes.merged_saves import Save
from portal.demo.field_values import FIELD_VALUES, FILES, ROW_VALUES, FieldValue, ProductFacts
from portal.demo.pictures import wordmark
from portal.demo.plan import DemoListing
from tilekit.bundle import Bundle
from tilekit.checks.metrics.metrics_file import metrics_of
from tilekit.core.field import Json
from tilekit.sections.data import Data
from tilekit.sections.overview import Overview
from tilekit.sections.release_notes import ReleaseNotes
from tilekit.sections.row_matching import rows_of
from validation.actions import instant_findings
from validation.queries.instant import InstantResults

_MAX_PASSES = 5  # one answer may require others, such as the fields of a configuration method
_CELL_PATH = re.compile(r"^(\w+)\.(\w+)\[([^\]]*)\](?:\.(\w+))?$")


class DemoValueMissing(Exception):
    """The demo has no value for a field that blocks a submission."""


def fill(revision: Revision, *, by: Actor, now: datetime) -> None:
    """Fill in everything that blocks a submission. Raises DemoValueMissing with the remaining paths."""
    for _ in range(_MAX_PASSES):
        results = instant_findings(revision, now=now)
        left = _problem_paths(results)
        if not left:
            return
        _fill_fields(left, revision=revision, by=by, now=now)
    text = f"{revision.listing.name}: " + ", ".join(
        [*results.missing, *(f"{finding.code} {finding.path}" for finding in results.blockers)]
    )
    raise DemoValueMissing(text)


def _problem_paths(results: InstantResults) -> list[str]:
    return list(dict.fromkeys([*results.missing, *(blocker.path for blocker in results.blockers)]))


def _fill_fields(paths: Iterable[str], *, revision: Revision, by: Actor, now: datetime) -> None:
    bundle = bundle_of_revision(revision)
    facts = _product_facts(bundle, revision, now)
    changes: dict[str, dict[str, Json]] = {}
    for path in paths:
        section, _, field = path.partition(".")
        if path in FILES:
            name, content = FILES[path](facts)
            attach_file(revision_id=revision.pk, path=path, name=name, content=content, by=by, now=now)
        elif path in FIELD_VALUES:
            changes.setdefault(section, {})[field] = _value(FIELD_VALUES[path], facts)
        elif match := _CELL_PATH.match(path):
            _fill_rows(match, bundle, facts, changes=changes.setdefault(section, {}))
    if changes:
        saves = [Save(key=key, changes=values) for key, values in changes.items() if values]
        save_sections(revision_id=revision.pk, saves=saves, by=by, now=now)


def _fill_rows(match: re.Match[str], bundle: Bundle, facts: ProductFacts, *, changes: dict[str, Json]) -> None:
    """Add the rows to the changes, with the cell filled in or the whole row replaced. A mapping fills other cells."""
    section, name, key, cell = match.groups()
    rows = changes.get(name, bundle.documents[section].values.get(name))
    value = ROW_VALUES.get(".".join(part for part in (section, name, cell) if part))
    if value is not None and isinstance(rows, list):
        filled = _value(value, facts)
        values: dict[str, Json] = filled if isinstance(filled, dict) else {cell or "key": filled}
        changes[name] = [_row_with_values(row, key, values) for row in rows]


def _product_facts(bundle: Bundle, revision: Revision, now: datetime) -> ProductFacts:
    overview = bundle.section(Overview)
    return ProductFacts(
        title=overview.title or revision.listing.name,
        integration_id=overview.integration_id,
        domain=domain_of(revision.listing.organisation),
        today=now.date(),
        data_types=_data_types(bundle),
    )


def domain_of(organisation: Organisation) -> str:
    """The domain of the organisation's website."""
    return urlsplit(organisation.url).hostname or f"{organisation.slug}.example"


def _data_types(bundle: Bundle) -> tuple[str, ...]:
    """The types of data that the folder describes: metrics or logs, otherwise events."""
    metrics = metrics_of(bundle)
    has_logs = bundle.section(Data).log_pipeline_yaml is not None
    data_types = {"Metrics": bool(metrics and metrics.table.rows), "Logs": has_logs}
    return tuple(name for name, is_sent in data_types.items() if is_sent) or ("Events",)


def choose_logos(revision: Revision, plan: DemoListing, *, by: Actor, now: datetime) -> None:
    """Upload the product's logos if the folder has some, otherwise generated ones."""
    title = revision.listing.name.removesuffix(" Demo")
    for field, path, is_dark in (("logo_light", plan.logos[0], False), ("logo_dark", plan.logos[1], True)):
        if path or not any(plan.logos):
            content = (plan.path / path).read_bytes() if path else wordmark(title, is_dark=is_dark)
            name = f"{plan.folder}{'_dark' * is_dark}.svg"
            attach_file(revision_id=revision.pk, path=f"overview.{field}", name=name, content=content, by=by, now=now)


def add_release(revision: Revision, *, by: Actor, now: datetime) -> None:
    """Add the next version to the release notes."""
    notes = bundle_of_revision(revision).section(ReleaseNotes)
    major, minor, _patch = (notes.newest.version if notes.newest else "1.0.0").split(".")
    entry: Json = {
        "key": f"demo-{int(minor) + 1}",
        "version": f"{major}.{int(minor) + 1}.0",
        "date": now.date().isoformat(),
        "changed": ["Dashboard graphs show the last four hours."],
    }
    entries = [entry, *rows_of(notes.values["entries"])]
    save_section(
        revision_id=revision.pk, key="release_notes", version=None, changes={"entries": entries}, by=by, now=now
    )


def _row_with_values(row: Json, key: str, values: dict[str, Json]) -> Json:
    return {**row, **values} if isinstance(row, dict) and row.get("key") == key else row


def _value(value: FieldValue, facts: ProductFacts) -> Json:
    return value(facts) if callable(value) else value
