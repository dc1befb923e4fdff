from django.urls import path

from validation.views import agent, catalogue, failures, live, waivers

app_name = "validation"

urlpatterns = [
    path("rules/", catalogue.index, name="rule-list"),
    path("rules/progress/", live.progress, name="live-progress"),
    path("rules/check/", live.check, name="live-check"),
    path("rules/run-again/", failures.again, name="run-again"),
    path("rules/report.csv", live.report, name="live-report"),
    path("rules/waivers/", waivers.index, name="waiver-list"),
    path("rules/waivers/<int:waiver_id>/end/", waivers.end, name="waiver-end"),
    path("rules/agent-packages/", agent.index, name="agent-package-list"),
    path("rules/agent-packages/replace/", agent.replace, name="agent-package-replace"),
    path("rules/<str:code>/", catalogue.detail, name="rule"),
    path("rules/<str:code>/mode/", catalogue.move, name="rule-move"),
]
