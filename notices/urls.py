from django.urls import path

from notices.views import dev_mail, listing, preferences

app_name = "notices"
urlpatterns = [
    path("notices/", listing.index, name="notice-list"),
    path("notices/read-all/", listing.read_all, name="notice-read-all"),
    path("notices/<uuid:notice_id>/open/", listing.open_notice, name="notice-open"),
    path("notices/<uuid:notice_id>/read/", listing.read, name="notice-read"),
    path("notices/preferences/", preferences.edit, name="preference-edit"),
    path("dev/mail/", dev_mail.index, name="mail-list"),
    path("dev/mail/<str:name>/", dev_mail.detail, name="mail-detail"),
]
