"""The file with the service checks."""

from collections.abc import Iterator
from typing import TypeGuard

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, CheckDecorator, single
from tilekit.core.fields import Json
from tilekit.parse.json_values import objects
from tilekit.scaffold.paths import SERVICE_CHECKS_FILE
from tilekit.sections.data import Data

SERVICE_CHECKS_FIELD = "data.service_checks_json"
STATUSES_LIST = "service_check_statuses.txt"


def files(bundle: Bundle) -> Iterator[Asset]:
    """The file with the service checks, if there is one."""
    path = bundle.file_of(bundle.section(Data).service_checks_json) or SERVICE_CHECKS_FILE
    return single(bundle, SERVICE_CHECKS_FIELD, path)


file_check = CheckDecorator(files)


def service_check_names(bundle: Bundle) -> frozenset[str]:
    """The names that the file lists under "check"."""
    return frozenset(check for asset in files(bundle) for _, check in texts_under(asset, "check"))


def items_of(asset: Asset) -> Iterator[tuple[int, dict[str, Json]]]:
    """The items of the file that are objects, with their index."""
    return iter(objects(asset.document.value))


def texts_under(asset: Asset, key: str) -> Iterator[tuple[int, str]]:
    """The texts under a key by index. Another check reports empty values and other types."""
    for index, item in items_of(asset):
        if is_filled_text(value := item.get(key)):
            yield index, value


def is_filled_text(value: Json) -> TypeGuard[str]:
    """Whether the value is a text that is not blank."""
    return isinstance(value, str) and value.strip() != ""
