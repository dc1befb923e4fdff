"""MF-061: the data flows of the listing (assets/dataflows.yaml)."""

from collections.abc import Iterator

from tilekit.bundle import Bundle
from tilekit.checks.context import Context
from tilekit.checks.finding import RawFinding, Severity, finding
from tilekit.checks.json_types import FLAG
from tilekit.checks.metrics.own_names import OwnNames, own_names_of
from tilekit.checks.parsed_files import yaml_of
from tilekit.checks.registry import check
from tilekit.core.fields import Json
from tilekit.core.messages import N_
from tilekit.parse.json_values import members, objects, text
from tilekit.platform_lists import rows
from tilekit.scaffold.paths import DATAFLOWS

_LISTS = ("provides", "consumes")
_DIRECTIONS = ("inbound", "outbound", "bidirectional")
_SENT = ("events", "logs", "metrics", "traces")
_NOT_THERE = N_("The listing sends {value}, but no data flow has this type. Add one.")
_NO_LIST = N_("The file must contain provides, a list of data flows.")
_OTHER_PRODUCT = N_("The id {value} names another product. Begin it with the integration ID.")
_OTHER_TYPE = N_("The id {id} ends with another data type than {value}. Correct one of them.")
_NOT_FLAG = N_("{key} must be true or false.")


@check(
    code="MF-061",
    name=N_("Invalid data flow"),
    severity=Severity.WARNING,
    message=N_("{value} is not a valid {key}. Use one of these: {values}."),
    applies_to="assets/dataflows.yaml",
    expected=N_(
        "Each data flow has an id of its own, which begins with the integration ID, and a known data_type and direction"
    ),
    bad="direction: incoming",
    good="direction: inbound",
)
def has_valid_data_flows(bundle: Bundle, _context: Context) -> Iterator[RawFinding]:
    """Each data flow has an id, a known data type and a known direction, and its other values are flags."""
    if DATAFLOWS not in bundle.files:
        return
    file = yaml_of(bundle, DATAFLOWS)
    if not any(isinstance(members(file.value).get(key), list) for key in _LISTS):
        yield finding(file=DATAFLOWS, message=_NO_LIST)
    for key in _LISTS:
        ids = set[str]()
        for at, flow in objects(members(file.value).get(key)):
            yield from _flow(f"/{key}/{at}", flow, ids)
            yield from _other_name(f"/{key}/{at}", flow, own_names_of(bundle))
    flows = {text(flow.get("data_type")) for key in _LISTS for _, flow in objects(members(file.value).get(key))}
    # A flow of another type may be the one that is looked for, under a name of its own.
    for kind in sorted(bundle.kind.submitted - flows) if flows and flows <= bundle.kind.submitted else ():
        if kind in _SENT:
            yield finding(file=DATAFLOWS, pointer="/provides", value=kind, message=_NOT_THERE)


def _flow(pointer: str, flow: dict[str, Json], ids: set[str]) -> Iterator[RawFinding]:
    name = text(flow.get("id"))
    if not name:
        message = N_("This data flow has no id. Add one, such as acme-queue-metrics.")
        yield finding(file=DATAFLOWS, pointer=pointer, value="id", message=message)
    elif name in ids:
        message = N_("Two data flows have the id {value}. Rename one of them.")
        yield finding(file=DATAFLOWS, pointer=f"{pointer}/id", value=name, message=message)
    ids.add(name)
    types = tuple(row["data_type"].lower() for row in rows("data_types.csv"))
    for key, values in (("data_type", types), ("direction", _DIRECTIONS)):
        value = flow.get(key)
        if value not in values:
            yield finding(file=DATAFLOWS, pointer=f"{pointer}/{key}", value=value or "-", key=key, values=values)
    for key in ("always_on", "granular"):
        if key in flow and not FLAG.fits(flow[key]):
            yield finding(file=DATAFLOWS, pointer=f"{pointer}/{key}", value=flow[key], key=key, message=_NOT_FLAG)


def _other_name(pointer: str, flow: dict[str, Json], own_names: OwnNames) -> Iterator[RawFinding]:
    """Ids such as acme-queue-logs that begin with another product or end with another data type."""
    name, _, last = text(flow.get("id")).rpartition("-")
    types = {row["data_type"].lower() for row in rows("data_types.csv")}
    if last in types and own_names.names and not own_names.has_product(name):
        yield finding(file=DATAFLOWS, pointer=f"{pointer}/id", value=f"{name}-{last}", message=_OTHER_PRODUCT)
    elif last in types and flow.get("data_type") in types - {last}:
        kind = text(flow.get("data_type"))
        yield finding(
            file=DATAFLOWS, pointer=f"{pointer}/data_type", value=kind, id=f"{name}-{last}", message=_OTHER_TYPE
        )
