from django.urls import path, re_path, reverse_lazy
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from validation.views import agent, changes, checks, disputes, waivers
from validation.views.waiver_requests import WAIVER_PAGES

app_name = "validation"
_LISTING = "listings/<uuid:listing_id>/"
_former_requests = require_safe(RedirectView.as_view(url=reverse_lazy("reviews:requests")))

urlpatterns = [
    path("checks/", checks.index, name="check-list"),
    path("checks/progress/", checks.progress, name="live-progress"),
    path("checks/run/", checks.check, name="live-check"),
    path("checks/run-again/", checks.run_again, name="run-again"),
    path("checks/report.csv", checks.report, name="live-report"),
    path("checks/waiver-requests/", _former_requests, name="former-requests"),
    WAIVER_PAGES.form_path(_LISTING + "waive/<str:fingerprint>/", name="waiver-request-send"),
    *WAIVER_PAGES.paths("waiver-requests/<uuid:waiver_request_id>/", detail="waiver-request"),
    path("checks/changes/", changes.index, name="change-list"),
    path("checks/changes/feed/", changes.feed, name="change-feed"),
    path("checks/disputes/", disputes.index, name="dispute-list"),
    disputes.DISPUTE_PAGES.form_path(_LISTING + "dispute/<str:fingerprint>/", name="dispute-send"),
    *disputes.DISPUTE_PAGES.paths("disputes/<uuid:dispute_id>/", detail="dispute"),
    path("disputes/<uuid:dispute_id>/case.json", disputes.case, name="dispute-case"),
    path("checks/waivers/", waivers.index, name="waiver-list"),
    path("checks/waivers/<uuid:listing_id>/<str:fingerprint>/end/", waivers.end, name="waiver-end"),
    path("checks/agent-packages/", agent.index, name="agent-package-list"),
    path("checks/agent-packages/replace/", agent.replace, name="agent-package-replace"),
    path("checks/<str:code>/", checks.detail, name="check"),
    path("checks/<str:code>/mode/", checks.set_mode, name="check-mode"),
    re_path(r"^rules/", checks.former_page, name="former-page"),
]
