"""The saved views of a listing."""

from tilekit.bundle import Bundle
from tilekit.checks.assets import Asset, CheckDecorator, assets


def files(bundle: Bundle) -> tuple[Asset, ...]:
    """The saved views of a listing."""
    return assets(bundle, "saved_views")


saved_view_check = CheckDecorator(files)
