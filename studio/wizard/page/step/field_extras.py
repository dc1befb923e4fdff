"""Additions to some fields, such as a drop zone, a template, or a check whether a name is available."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from common.lazy_text import LazyText
from common.lists import joined_with_and
from listings.content.references import uploads_in_rows
from listings.display.place_names import place_name
from listings.models import IdentityKind
from listings.page_urls import control_id
from listings.queries.attestations import box_reason
from reviews.queries.exceptions import METHOD_FIELD
from studio.page_urls import METRICS_PATH, step_of_section, step_url
from studio.wizard.page.fields.offered_choices import BILLED_METRIC, without_billed_metrics
from studio.wizard.page.fields.scope_choices import SCOPES_FIELD, ScopeChoices, scope_choices
from studio.wizard.page.fields.uploaded_files import accept_attribute, limits_text
from studio.wizard.page.fields.vendor_choices import VENDOR_FIELD, VendorChoices, vendor_choices
from studio.wizard.page.step.needed_exceptions import NeededException, needed_exception
from studio.wizard.page.wizard import Wizard
from tilekit.core.messages import Message
from tilekit.parse.json_values import text
from tilekit.sections.data import Data
from tilekit.sections.initial_values import setup_texts
from tilekit.sections.pricing import Pricing
from tilekit.sections.submission import SubmissionNotes
from tilekit.tile.pricing import example_bill, trial_sentence

_DROP_LABELS: Mapping[str, LazyText] = {
    "overview.media": _("Drop images or a video here, or choose files"),
    "content.dashboards": _("Drop dashboard exports here, or choose files"),
    "content.monitors": _("Drop monitor exports here, or choose files"),
    "content.detection_rules": _("Drop detection rules here, or choose files"),
    "content.saved_views": _("Drop saved views here, or choose files"),
}
_IDENTITY_KINDS = {
    "overview.integration_id": IdentityKind.INTEGRATION_ID,
    "overview.source_type_name": IdentityKind.SOURCE_TYPE_NAME,
    "data.metric_prefix": IdentityKind.METRIC_PREFIX,
}


_MAX_PLACES = 3
_SANDBOX_BOX = "attest_sandbox_test"
_TEMPLATE_NAMES = {"setup.setup_md": "setup_md", "setup.uninstall_md": "uninstall_md"}


class ExampleBill(Struct, frozen=True, kw_only=True):
    """What a customer pays: (what, price), and how purchases start; both are empty without the values for them."""

    lines: Sequence[tuple[Message, Message]]
    trial: Message


class FieldExtra(Struct, frozen=True, kw_only=True):
    """An addition to a field. drop has the props of the `drop` component; template_text is for an empty field.

    name_url is a URL that returns whether a name is available. blocked is the reason why a checkbox can't be ticked,
    and blocked_url the page that removes the reason and leads back, "" if people can only wait. vendor has the vendors
    to choose from, scopes the OAuth scopes to add, bill an example for the price. exception is about the OAuth
    exception that the chosen method needs, sandbox why the product was not tested yet. no_choices is the reason why a
    value must be typed, and choices_url leads to where choices come from.
    """

    drop: Mapping[str, object] | None = None
    name_url: str = ""
    template_text: str = ""
    blocked: LazyText = ""
    blocked_url: str = ""
    vendor: VendorChoices | None = None
    exception: NeededException | None = None
    sandbox: FieldExtra | None = None
    scopes: ScopeChoices | None = None
    bill: ExampleBill | None = None
    no_choices: LazyText = ""
    choices_url: str = ""


def unticked_text(wizard: Wizard, key: str, name: str) -> str:
    """Why the portal unticked an attestation: the names of the places that changed; "" if it did not."""
    paths = wizard.rows[key].unticked.get(name, ())
    places = list(dict.fromkeys(place_name(path) for path in paths))[:_MAX_PLACES]
    text = _("Unticked because of changes in: {places}. Review them, then tick the box again.")
    return str(text).format(places=joined_with_and(places)) if places else ""


def extras_of(wizard: Wizard, key: str) -> dict[str, FieldExtra]:
    """{field: addition}; {} if the revision cannot be edited."""
    if not wizard.is_editable:
        return {}
    extras = {name: extra_at(wizard, f"{key}.{name}") for name in wizard.documents[key].fields}
    return {name: extra for name, extra in extras.items() if extra}


def template_texts(wizard: Wizard) -> dict[str, str]:
    """{path: template} for the instructions of this code type on setup and uninstallation."""
    places = {"code_type": "configuration", "title": "overview", "support_email": "support"}
    code_type, title, email = (text(wizard.documents[key].values.get(name)) for name, key in places.items())
    package, agent = (
        text(wizard.documents["configuration"].values.get(name)) for name in ("package_name", "min_agent_version")
    )
    texts = setup_texts(code_type, title, support_email=email, package=package, agent_version=agent)
    return {path: texts[name] for path, name in _TEMPLATE_NAMES.items()}


def extra_at(wizard: Wizard, path: str) -> FieldExtra | None:
    """The addition to the field at the path; None for most fields."""
    if path in _TEMPLATE_NAMES:
        text = template_texts(wizard)[path] if not wizard.documents["setup"].values.get(_TEMPLATE_NAMES[path]) else ""
        return FieldExtra(template_text=text) if text else None
    if path in _IDENTITY_KINDS:
        return FieldExtra(name_url=f"{wizard.url('name')}?kind={_IDENTITY_KINDS[path]}")
    if path in _BUILDERS:
        return _BUILDERS[path](wizard)
    return _drop_extra(wizard, path) if path in _DROP_LABELS else _blocked_extra(wizard, path)


def _vendor_extra(wizard: Wizard) -> FieldExtra:
    return FieldExtra(vendor=vendor_choices(wizard.revision.listing.organisation, wizard.documents["overview"]))


def _method_extra(wizard: Wizard) -> FieldExtra | None:
    """What the chosen method needs before the listing can be submitted: an exception, and a sandbox org to test in."""
    exception = needed_exception(wizard)
    is_tested = SubmissionNotes.fields[_SANDBOX_BOX].applies(wizard.kind)
    sandbox = _blocked_extra(wizard, f"submission.{_SANDBOX_BOX}", back=METHOD_FIELD) if is_tested else None
    return FieldExtra(exception=exception, sandbox=sandbox) if exception or sandbox else None


def _scopes_extra(wizard: Wizard) -> FieldExtra:
    return FieldExtra(scopes=scope_choices(wizard.documents["configuration"], wizard.kind))


def _metric_extra(wizard: Wizard) -> FieldExtra | None:
    reason = without_billed_metrics(wizard.metrics.names)
    url = step_url(wizard.revision, step_of_section(Data.key), METRICS_PATH)
    return FieldExtra(no_choices=reason, choices_url=url) if reason else None


def bill_of(wizard: Wizard) -> ExampleBill:
    """An example of a bill, for the price of the draft."""
    pricing = Pricing(wizard.documents["pricing"].values)
    return ExampleBill(lines=example_bill(pricing), trial=trial_sentence(pricing))


def _blocked_extra(wizard: Wizard, path: str, *, back: str = "") -> FieldExtra | None:
    """Why a checkbox can't be ticked, with a link to the page that removes the reason and leads back to a field."""
    key, _dot, name = path.partition(".")
    reason = box_reason(wizard.revision, key, name)
    if reason is None or not reason.link:
        return FieldExtra(blocked=reason.text) if reason else None
    page, _hash, place = reason.link.partition("#")
    field = back or path
    query = urlencode({"next": step_url(wizard.revision, step_of_section(field.partition(".")[0]), field)})
    return FieldExtra(blocked=reason.text, blocked_url=f"{page}?{query}#{place}")


def _drop_extra(wizard: Wizard, path: str) -> FieldExtra | None:
    key, _dot, name = path.partition(".")
    uploads = uploads_in_rows(path)
    if not uploads:
        return None
    identifier = control_id(path)
    drop = {
        "id": f"{identifier}-drop",
        "name": f"{name}-file",
        "label": _DROP_LABELS[path],
        "url": f"{wizard.url('section-upload', key)}?path={path}",
        "target": f"#{identifier}-field",
        "swap": "outerHTML",
        "accept": ",".join(map(accept_attribute, uploads)),
        "multiple": True,
        "help": " · ".join(map(limits_text, uploads)),
    }
    return FieldExtra(drop=drop)


_BUILDERS: Mapping[str, Callable[[Wizard], FieldExtra | None]] = {
    VENDOR_FIELD: _vendor_extra,
    METHOD_FIELD: _method_extra,
    SCOPES_FIELD: _scopes_extra,
    BILLED_METRIC: _metric_extra,
    # The last field that changes what customers pay.
    "pricing.trial_days": lambda wizard: FieldExtra(bill=bill_of(wizard)),
}
