"""Keys that an export of the platform writes, but that belong to the account it was made in."""

from collections.abc import Iterator, Sequence

from tilekit.checks.assets import Asset
from tilekit.checks.finding import RawFinding
from tilekit.core.messages import N_
from tilekit.parse.json import pointer_parts

_SEVERAL = N_("These keys are specific to your account: {keys}. Remove them.")


def account_keys_findings(asset: Asset, pointers: Sequence[str]) -> Iterator[RawFinding]:
    """One finding about all these keys of an exported file, with a fix that removes them together; none for no keys.

    With one key, the message is that of the check.
    """
    keys = tuple(dict.fromkeys(pointer_parts(pointer)[-1] for pointer in pointers))
    if len(pointers) == 1:
        fix = asset.removing(pointers[0], N_("Remove {key}"), key=keys[0])
        yield asset.finding(pointers[0], keys[0], key=keys[0], fix=fix)
    elif keys:
        fix = asset.removing_all(pointers, N_("Remove {n} keys"), n=len(pointers))
        yield asset.finding(pointers[0], keys[0], message=_SEVERAL, keys=keys, fix=fix)
