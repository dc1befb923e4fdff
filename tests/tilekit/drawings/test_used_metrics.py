from tests.tilekit.listing import base_files
from tilekit.bundle import Bundle
from tilekit.drawings.used_metrics import Declaration, used_metrics
from tilekit.scaffold.bundles import bundle_of_files
from tilekit.sections.data import Data

CSV = (
    b"metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,integration,short_name,"
    b"curated_metric,sample_tags\n"
    b"acme.depth,gauge,,,,Depth,0,acme,depth,,\nacme.sent,gauge,,byte,second,Sent,0,acme,sent,,\n"
)


def bundle(**changes: bytes) -> Bundle:
    return bundle_of_files({**base_files(), "metadata.csv": CSV, **changes}, "acme_widget")


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


def test_no_metric_is_missing_without_a_readable_file() -> None:
    (metric,) = used_metrics(bundle(**{"metadata.csv": b'a,"b'}), ["acme.missing"])

    assert metric.declaration is Declaration.OTHER
