"""A small metadata.csv in a draft."""

from files.queries import read_blob
from listings.actions import attach_file
from tests.listings.scene import NOW
from tests.studio.scene import Scene

HEADER = "metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,integration,short_name"
FIRST = 'cache.hits,gauge,,hit,second,"Hits, read",1,Northquay Cache,hits\r\n'
SECOND = "cache.misses,gauge,,miss,,Misses,-1,Northquay Cache,misses"
CSV = f"{HEADER}\r\n{FIRST}{SECOND}".encode()


def put(scene: Scene, content: bytes = CSV) -> str:
    """Attach the file to the draft. Returns its digest."""
    section = attach_file(
        revision_id=scene.revision.pk,
        path="data.metadata_csv",
        name="metadata.csv",
        content=content,
        by=scene.actor,
        now=NOW,
    )
    return str(section.document["metadata_csv"]["sha256"])


def stored_file(scene: Scene) -> bytes:
    """The bytes of the draft's file."""
    return read_blob(scene.section("data").document["metadata_csv"]["sha256"])
