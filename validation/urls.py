from django.urls import path, re_path

from validation.views import agent, checks, waivers

app_name = "validation"

urlpatterns = [
    path("checks/", checks.index, name="check-list"),
    path("checks/progress/", checks.progress, name="live-progress"),
    path("checks/run/", checks.check, name="live-check"),
    path("checks/run-again/", checks.run_again, name="run-again"),
    path("checks/report.csv", checks.report, name="live-report"),
    path("checks/waivers/", waivers.index, name="waiver-list"),
    path("checks/waivers/<int:waiver_id>/end/", waivers.end, name="waiver-end"),
    path("checks/agent-packages/", agent.index, name="agent-package-list"),
    path("checks/agent-packages/replace/", agent.replace, name="agent-package-replace"),
    path("checks/<str:code>/", checks.detail, name="check"),
    path("checks/<str:code>/mode/", checks.set_mode, name="check-mode"),
    re_path(r"^rules/", checks.former_page, name="former-page"),
]
