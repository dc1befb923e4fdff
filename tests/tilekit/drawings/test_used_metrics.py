import pytest

from tests.tilekit.listing import base_files
from tilekit.bundle import Bundle, Files
from tilekit.drawings.used_metrics import Declaration, used_metrics
from tilekit.scaffold.bundles import bundle_of_files
from tilekit.sections.data import Data

CSV = (
    b"metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,integration,short_name,"
    b"curated_metric,sample_tags\n"
    b"acme.depth,gauge,,,,Depth,0,acme,depth,,\nacme.sent,gauge,,byte,second,Sent,0,acme,sent,,\n"
)


def bundle(**changes: bytes) -> Bundle:
    return bundle_of_files(Files.of({**base_files(), "metadata.csv": CSV, **changes}), "acme_widget")


def test_metrics_are_declared_missing_or_of_another_product() -> None:
    listing = bundle()
    prefix = listing.section(Data).metric_prefix
    used = list(used_metrics(listing, ["acme.sent.avg", f"{prefix}missing", "kubernetes.pods", "acme.depth"]))

    assert [(metric.declaration, metric.unit, metric.line) for metric in used] == [
        (Declaration.DECLARED, "byte per second", 3),
        (Declaration.MISSING, "", 0),
        (Declaration.OTHER, "", 0),
        (Declaration.DECLARED, "", 2),
    ]


@pytest.mark.parametrize("files", [{"metadata.csv": b'a,"b'}, {"metadata.csv": None}], ids=["broken", "none"])
def test_own_metrics_are_missing_without_a_readable_file(files: dict[str, bytes | None]) -> None:
    present = {path: data for path, data in {**base_files(), **files}.items() if data is not None}
    listing = bundle_of_files(Files.of(present), "acme_widget")
    prefix = listing.section(Data).metric_prefix

    declared = [metric.declaration for metric in used_metrics(listing, [f"{prefix}depth", "kubernetes.pods"])]

    assert declared == [Declaration.MISSING, Declaration.OTHER]
