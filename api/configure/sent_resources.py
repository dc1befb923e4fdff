"""Parses the resources of a request."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from msgspec import Struct

from api.configure.faults import ConfigureFault, problem_of, resource_fault
from api.configure.ids import DurableId, durable_id, word_of
from api.configure.problems import DetailCode, ErrorCode, Problem
from api.configure.resource_types import PLAN, PRODUCT, SUBMISSION_TYPE, ResourceType, type_of
from api.configure.resource_values import keys_read
from api.configure.resources import LABEL, STATE_OF_LIFE
from tilekit.core.field import Json
from tilekit.core.section import Values

PREVIEW, LIVE = "preview", "live"
_REFERENCES = ("product", "plan", "listing")
_STATES = {state.lower(): state for state in ("generallyAvailable", "deprecated", "deleted")}
_DELETED, _DEPRECATED = "deleted", "deprecated"
_ENVELOPE = (LABEL, "id", "resourceName", STATE_OF_LIFE, *_REFERENCES)
# Values of a submission that only the portal sets.
_OF_SUBMISSIONS = ("status", "result", "created")


class SentResource(Struct, frozen=True, kw_only=True):
    """A resource in a request. number is its position, id its durable ID if it has one, name its resourceName.

    refers has the references as they were sent. values has all other values, including the schema URL.
    """

    number: int
    type: ResourceType
    id: DurableId | None
    name: str
    refers: Mapping[str, Json]
    values: Values

    @property
    def display_name(self) -> str:
        """The name of the resource in error messages."""
        return str(self.id) if self.id else name_in_errors(self.name, self.number)

    @property
    def place(self) -> Mapping[str, str]:
        """The arguments of `problem_of` that identify the resource."""
        return place_in_errors({"id": str(self.id or ""), **self.refers}, self.name, self.number)

    @property
    def own_name(self) -> Values:
        """The resourceName, as a part of the response; {} if there is none."""
        return {"resourceName": self.name} if self.name else {}

    @property
    def deleted_result(self) -> Values:
        """The result for a deleted resource."""
        return {LABEL: self.values[LABEL], "id": str(self.id), STATE_OF_LIFE: _DELETED, **self.own_name}

    @property
    def is_deleted(self) -> bool:
        return str(self.values.get(STATE_OF_LIFE)).lower() == _DELETED

    @property
    def is_submission(self) -> bool:
        return self.type is SUBMISSION_TYPE

    @property
    def is_product(self) -> bool:
        return self.type is PRODUCT

    @property
    def target(self) -> str:
        """The target of a submission: `preview` or `live`."""
        target = self.values.get("target")
        return str(target.get("targetType")).lower() if isinstance(target, dict) else ""


class ResourcesRefused(Exception):
    """Resources of a request were refused, so nothing was changed. The exception contains the problems."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def name_in_errors(name: str, number: int) -> str:
    """The name of a resource without an ID: its resourceName or, if it has none, its position."""
    return name or f"resources[{number}]"


def place_in_errors(values: Mapping[str, Json], name: str, number: int) -> Mapping[str, str]:
    """The arguments of `problem_of` for a resource with these values.

    If it has no durable ID, that is the ID of the first resource that it refers to, and its own name is added.
    """
    if key := durable_id(str(values.get("id") or "")):
        return {"resource_id": str(key), "name": ""}
    referred = (durable_id(str(values.get(word) or "")) for word in reversed(_REFERENCES))
    referred_id = next(filter(None, referred), None)
    return {"resource_id": str(referred_id or ""), "name": name_in_errors(name, number)}


def read_all(raw: Iterable[Values]) -> list[SentResource]:
    """Parse the resources of a request. Raises ResourcesRefused with all problems."""
    resources, problems = [], []
    for number, values in enumerate(raw):
        try:
            resources.append(_sent_resource(number, values))
        except ConfigureFault as refused:
            place = place_in_errors(values, str(values.get("resourceName") or ""), number)
            problems.append(problem_of(refused, **place))
    problems += [*_problems_of_repetition(resources)]
    if problems:
        raise ResourcesRefused(problems)
    return resources


def _sent_resource(number: int, raw: Values) -> SentResource:
    values = {key: value for key, value in raw.items() if value is not None}
    label, key, name = (values.pop(key, "") for key in (LABEL, "id", "resourceName"))
    kind = type_of(word_of(str(label)))
    if kind is None:
        text = _("{label} is not the schema URL for a resource.").format(label=label or LABEL)
        raise resource_fault(DetailCode.INVALID_RESOURCE, text)
    if not isinstance(name, str):
        raise resource_fault(DetailCode.SCHEMA, _("{key} must be a string.").format(key="resourceName"))
    refers = {word: values.pop(word) for word in _REFERENCES if word in values}
    sent = SentResource(
        number=number, type=kind, id=_id(kind, key), name=name, refers=refers, values={**values, LABEL: label}
    )
    _assert_spelling(kind, raw)
    _assert_state(sent)
    return sent


def _assert_spelling(kind: ResourceType, raw: Values) -> None:
    """Raises ConfigureFault for a key that differs only in case from one that the portal uses."""
    spellings = {key.lower(): key for key in (*_ENVELOPE, *keys_read(kind))}
    for key in raw:
        if (spelled := spellings.get(key.lower(), key)) != key:
            text = _("{key} is not a known key. Use {spelled} instead.").format(key=key, spelled=spelled)
            raise resource_fault(DetailCode.SCHEMA, text)


def _id(kind: ResourceType, key: Json) -> DurableId | None:
    if not key:
        return None
    durable = durable_id(str(key))
    if durable is None or durable.word != kind.word:
        raise resource_fault(
            DetailCode.INVALID_ID, _("{id} is not a valid ID for the type {type}.").format(id=key, type=kind.word)
        )
    return durable


def _assert_state(resource: SentResource) -> None:
    state = resource.values.get(STATE_OF_LIFE)
    if state is not None and str(state).lower() not in _STATES:
        text = _("{state} is not a valid lifecycleState. Use one of: {states}.")
        raise resource_fault(DetailCode.INVALID_STATE, text.format(state=state, states=", ".join(_STATES.values())))
    if resource.is_deleted and resource.id is None:
        raise resource_fault(DetailCode.INVALID_ID, _("To delete a resource, send its ID."))
    if str(state).lower() == _DEPRECATED and not _can_be_deprecated(resource.type):
        text = _("A resource of the type {type} cannot be deprecated.").format(type=resource.type.word)
        raise resource_fault(DetailCode.NOT_SUPPORTED, text)
    if resource.is_submission:
        _assert_submission(resource)


def _can_be_deprecated(kind: ResourceType) -> bool:
    return kind.is_stored_only or kind in (PRODUCT, PLAN)  # the change of a product says where to deprecate it


def _assert_submission(resource: SentResource) -> None:
    """Raises ConfigureFault for a value that no client can set. What an earlier read returned can be sent back."""
    read = () if resource.id is None else _OF_SUBMISSIONS
    for key, value in resource.values.items():
        if key not in (LABEL, STATE_OF_LIFE, "target", *read) or (key in read and not isinstance(value, str)):
            raise resource_fault(DetailCode.SCHEMA, _("{key} cannot be set in a submission.").format(key=key))
    if not resource.is_deleted:
        _assert_target(resource)


def _assert_target(resource: SentResource) -> None:
    if resource.target not in (PREVIEW, LIVE):
        text = _("The target of a submission must be preview or live.")
        raise resource_fault(DetailCode.INVALID_REQUEST, text)
    if resource.target == LIVE and resource.id is None:
        text = _("To go live, send the ID of a submission whose preview is ready.")
        raise resource_fault(DetailCode.INVALID_STATE, text, outer=ErrorCode.CONFLICT)


def _problems_of_repetition(resources: Sequence[SentResource]) -> Iterable[Problem]:
    names: set[str] = set()
    ids: set[str] = set()
    for resource in resources:
        for key, seen in ((resource.name, names), (str(resource.id or ""), ids)):
            if key and key in seen:
                text = _("{name} appears twice in the request.").format(name=key)
                yield problem_of(resource_fault(DetailCode.INVALID_RESOURCE, text), **resource.place)
            seen.add(key)
