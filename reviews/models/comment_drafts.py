"""Comments that reviewers have written, but not sent yet."""

from django.conf import settings
from django.db import models

from common.ids import uuid7
from listings.models import Submission
from reviews.models.reviews import Review
from reviews.models.threads import Thread

_PERSON = settings.AUTH_USER_MODEL


class CommentDraft(models.Model):
    """A comment that its author has not sent yet. Only the author reads it; leads see that it exists.

    It has its own table, so that no query of threads can return it. content is a `reviews.actions.NewThread` as JSON.
    submission is the one that the author saw, and excerpt the original content of the place in it. thread is set for a
    reply. When the draft is sent, its ID becomes that of the thread or reply, so that it can't be sent twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="comment_drafts")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, null=True, on_delete=models.CASCADE, related_name="comment_drafts")
    author = models.ForeignKey(_PERSON, on_delete=models.CASCADE, related_name="+")
    content = models.JSONField()
    excerpt = models.TextField(blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("review", "author", "created_at"), name="reviews_commentdraft_of"),)

    def __str__(self) -> str:
        return f"draft of {self.author_id} in {self.review_id}"
