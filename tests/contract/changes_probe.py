"""Runs in a changed copy of the source tree and prints the results of each change as JSON."""

import io
import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from msgspec.structs import replace

from accounts.models import Organisation, Team
from api.changelog.entries import API_CHANGELOG
from api.reference.surfaces import surface_at
from common.actor import Actor, ActorKind, Role
from files.pictures import StoredFiles
from listings.lifecycle.diagram import lifecycle_page
from listings.lifecycle.engine import row_in
from listings.lifecycle.revisions import REVISION
from listings.lifecycle.system_checks import table_and_registries_agree
from listings.models import Listing, Revision
from listings.states.revision_states import RevisionState
from notices.kind_registry import kinds_for, notice_kind_named
from notices.texts import notice_text
from page_parts.badges import badge_of
from page_parts.tile.presenter import present_tile
from portal.connections import storage_settings
from portal.environment import read_environment
from portal.translations import compile_translations
from reviews.teams import REMIT_OF, required_teams
from studio.wizard.page.fields.prop_search import find_props
from studio.wizard.page.fields.props import FieldPropsBuilder
from tilekit.bundle import Bundle, Files
from tilekit.checks.context import Context
from tilekit.checks.engine import run_checks
from tilekit.checks.finding import Scope
from tilekit.commands.checks import checks_markdown
from tilekit.commands.fields import field_reference
from tilekit.core.messages import render
from tilekit.scaffold.bundles import bundle_of_package
from tilekit.scaffold.read import Package, package_of_files, read_folder
from tilekit.sections import STEPS
from tilekit.sections.differences import differences
from tilekit.sections.status import step_status
from tilekit.sections.support import Support
from tilekit.tile import TileContent, tile_of

Seen = dict[str, object]
_LONG = "http://status.acme.example/" + "x" * 60
_SHORT = "https://status.acme.example"
_SUBMISSION = Context(scope=Scope.SUBMISSION, is_first=True)


def field(package: Package) -> Seen:
    """The new field is in the form, task list, generic checks, schema, reference, difference, manifest and tile."""
    empty, long = _with(package, ""), _with(package, _LONG)
    step = next(step for step in STEPS if step.key == "support")
    props = find_props(_rendered_fields(bundle_of_package(long).section(Support)), "probe_page")
    again = package_of_files(Files.of(dict(bundle_of_package(_with(package, _SHORT)).files)), package.folder)
    return {
        "form": props and [props["label"], props["kind"], props["limit"], props["value"]],
        "missing": list(step_status(step, empty.documents, bundle_of_package(empty).kind, findings=()).missing),
        "findings": {"empty": _codes(empty), "long": _codes(long), "short": _codes(_with(package, _SHORT))},
        "schema": "probe_page" in json.dumps(Support.schema()),
        "reference": "| `probe_page`<br>Probe page |" in field_reference(),
        "difference": [difference.path for difference in differences(empty.documents, long.documents)],
        "manifest": again.documents["support"].values.get("probe_page"),
        "tile": _fact_of("Probe page", bundle_of_package(_with(package, _SHORT))),
    }


def check(package: Package) -> Seen:
    """The new check reports a finding and is in the catalogue."""
    bundle, context = bundle_of_package(package), Context()
    report = run_checks(bundle, context)
    return {
        "says": [render(finding.message) for finding in report.findings if finding.code == "GEN-999"],
        "catalogue": '<a id="gen-999"></a>GEN-999 | Missing greeting | warning' in checks_markdown(),
    }


def transition(_: Package) -> Seen:
    """The new transitions are offered, in the diagrams, announced, and consistent with the registries."""
    row = row_in(REVISION, "probe return", RevisionState.IN_REVIEW)
    assert row
    organisation = uuid4()
    editor = Actor(kind=ActorKind.PERSON, id=uuid4(), organisations={organisation: Role.EDITOR})
    return {
        "errors": [str(error.msg) for error in table_and_registries_agree()],
        "allows": row.allows(editor, organisation),
        "diagram": "in_review --> changes_requested: probe return" in lifecycle_page(),
        "live": [
            reverse("releases:live-tile-probe-halt", args=[organisation]).split("/")[-2],
            "listed --> probe_halted: probe halt" in lifecycle_page(),
            str(badge_of("availability", "probe_halted").label),
        ],
        "release": reverse("releases:release-probe-remind", args=[organisation]).split("/")[-2],
        "notice": str(notice_kind_named("listing.probe-return").label),
    }


def api_route(_: Package) -> Seen:
    """The new call is in the reference and in the changelog."""
    calls = [call for path, call in surface_at("v1").get_openapi_schema()["paths"].items() if path.endswith("/probe")]
    return {
        "reference": [call["get"]["summary"] for call in calls],
        "changelog": str(API_CHANGELOG[0].changes[0].text),
    }


def notice(_: Package) -> Seen:
    """The new kind of notice has texts and is on the page of notification settings."""
    kind, person = notice_kind_named("validation.check-changed"), uuid4()
    text = notice_text(kind, {"code": "MF-001", "actor": str(person)}, url="/checks/", names={person: "Sam"})
    actor = Actor(kind=ActorKind.PERSON, id=person)
    return {"says": text and [text.subject, text.body], "chosen": kind in kinds_for(actor)}


def language(_: Package) -> Seen:
    """Both catalogues have texts in the new language."""
    compile_translations()
    with translation.override("de"):
        state = str(badge_of("revision", "changes_requested").label)
    return {"offered": "de" in dict(settings.LANGUAGES), "portal": state, "tilekit": render("Support e-mail", "de")}


def team(_: Package) -> Seen:
    """The approval of the new team is required, and migrations for it are generated."""
    output = io.StringIO()
    call_command("makemigrations", "--dry-run", "--no-color", stdout=output)
    written = [
        line.partition("'")[2].partition("'")[0] for line in output.getvalue().splitlines() if "Migrations" in line
    ]
    empty: Mapping[str, Mapping[str, str]] = {}
    return {
        "required": list(required_teams({"legal": {"legal_contact": "x@acme.example"}}, empty)),
        "remits": set(REMIT_OF) == set(Team.values),
        "migrations": sorted(written),
    }


def storage_back_end(_: Package) -> Seen:
    """The new scheme is accepted and selects its back end."""
    return {"backend": storage_settings(read_environment({"STORAGE_URL": "gs://bucket"}))["BACKEND"]}


def _with(package: Package, address: str) -> Package:
    """The package with a value in the field."""
    support = Support({**package.documents["support"].values, "probe_page": address})
    documents = {**package.documents, "support": support}
    return replace(package, documents=documents)


def _fact_of(label: str, bundle: Bundle) -> list[str]:
    """The link with this label on the tile page of the listing, as the catalogue stores the tile."""
    view = TileContent.from_json(json.loads(json.dumps(tile_of(bundle).as_json())))
    shown = present_tile(view, files=StoredFiles(listing_id=uuid4(), digests={}, blobs={}), tab="support")
    page = render_to_string("tile/body.html", {"presenter": shown})
    return re.findall(rf'<dt>{label}</dt>\s*<dd\s*>\s*<a\s+href="([^"]*)"', page)


def _codes(package: Package) -> list[str]:
    report = run_checks(bundle_of_package(package), _SUBMISSION)
    return [finding.code for finding in report.findings if finding.path == "support.probe_page"]


def _rendered_fields(document: Support) -> list[dict[str, object]]:
    listing = Listing(organisation=Organisation(name="Acme"), name="Acme")
    revision = Revision(listing=listing, number=1)
    kind = bundle_of_package(read_folder(Path(sys.argv[1]))).kind
    return FieldPropsBuilder(revision=revision, kind=kind, is_readonly=False).section(document)


PROBES: Mapping[str, Callable[[Package], Seen]] = {
    "a field": field,
    "a check": check,
    "a transition": transition,
    "an API route": api_route,
    "a notice": notice,
    "a language": language,
    "a staff team": team,
    "a storage back end": storage_back_end,
}

if __name__ == "__main__":
    read = read_folder(Path(sys.argv[1]))
    sys.stdout.write(json.dumps({name: probe(read) for name, probe in PROBES.items()}))
