from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.failed_list, name="job-list"),
    path("jobs/retry/", views.retry_all, name="job-retry-all"),
    path("jobs/<uuid:job_id>/retry/", views.retry, name="job-retry"),
]
