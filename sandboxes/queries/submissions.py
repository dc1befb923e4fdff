"""Queries about submissions with the names of their tiles."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from catalog.versions import integration_id_in, version_in
from listings.models import Revision, Submission
from listings.queries.submissions import number_in_listing


def with_names(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Submissions annotated with integration_id, tile_version and number, with their long columns deferred."""
    rows = submissions.annotate(
        integration_id=integration_id_in("documents"),
        tile_version=version_in("documents"),
        number=number_in_listing(),
    )
    return rows.defer("documents", "files", "base", "carried", "basics", "schemas", "section_digests")


def current_submissions(revisions: Iterable[Revision]) -> dict[UUID, Submission]:
    """{revision ID: its latest submission, from `with_names`}. One query."""
    ids = [revision.pk for revision in revisions]
    rows = with_names(Submission.objects.filter(revision__in=ids)).order_by("round")
    return {row.revision_id: row for row in rows}
