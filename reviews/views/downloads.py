"""The download of a submission's folder."""

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.access import SignedInView
from audit.actions import record_export
from listings.content.packages import zip_of_submission
from listings.queries import submission_for


class SubmissionDownloadView(SignedInView):
    """Downloads the folder of a submission, for staff and members of the listing's organisation."""

    def get(self, _request: HttpRequest, submission_id: UUID) -> HttpResponse:
        submission = submission_for(self.actor, submission_id)
        folder = submission.folder or submission.revision.listing.name
        objects = {
            "listing": submission.revision.listing_id,
            "revision": submission.revision_id,
            "submission": submission.pk,
        }
        record_export("submission", by=self.actor, objects=objects, now=timezone.now())
        name = re.sub(r"[^\w.-]+", "-", folder).strip("-.") or "listing"
        response = HttpResponse(zip_of_submission(submission), content_type="application/zip")
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{name}-submission-{submission.submission_number}.zip"'
        )
        return response
