"""The view that shows the secrets of a test account to the reviewer who has claimed the review."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from common.htmx import is_partial, render_page
from reviews.access import ReviewView
from reviews.actions import view_account
from reviews.models import ProductAccount

SHOWN_SECONDS = 60


class ShowAccountView(ReviewView):
    """POST: shows the values for a minute. The response must not be stored anywhere.

    htmx gets the part, which a script removes. Without scripts, the browser returns to the page of the review.
    """

    def post(self, request: HttpRequest, review_id: UUID, account_id: UUID) -> HttpResponse:
        review = self.review()
        secrets = view_account(review_id=review.pk, account_id=account_id, by=self.actor, now=timezone.now())
        back_url = reverse("reviews:review", args=[review_id])
        context = {
            "account": ProductAccount.objects.defer("sealed").get(pk=account_id),
            "key": str(account_id),
            "secrets": secrets,
            "listing": review.revision.listing,
            "seconds": SHOWN_SECONDS,
            "back_url": back_url,
        }
        response = render_page(
            request, "reviews/product_account.html", context, part="reviews/parts/product_account.html"
        )
        response.headers["Cache-Control"] = "no-store"
        if not is_partial(request):
            response.headers["Refresh"] = f"{SHOWN_SECONDS}; url={back_url}"
        return response
