from django.urls import path

from notices.views import dev_mail, listing, preferences, unsubscribe, webhook_deliveries, webhooks

app_name = "notices"
_WEBHOOKS = "organisation/<slug:slug>/webhooks/"
_WEBHOOK = _WEBHOOKS + "<uuid:webhook_id>/"
_DELIVERY = _WEBHOOK + "deliveries/<uuid:delivery_id>/"
urlpatterns = [
    path("notices/", listing.index, name="notice-list"),
    path("notices/unread/", listing.unread, name="unread-count"),
    path("notices/read-all/", listing.read_all, name="notice-read-all"),
    path("notices/<uuid:notice_id>/open/", listing.open_notice, name="notice-open"),
    path("notices/<uuid:notice_id>/read/", listing.read, name="notice-read"),
    path("notices/preferences/", preferences.edit, name="preference-edit"),
    path("notices/unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="mail-unsubscribe"),
    path(_WEBHOOKS, webhooks.index, name="webhook-list"),
    path(_WEBHOOKS + "new/", webhooks.create, name="webhook-create"),
    path(_WEBHOOK, webhook_deliveries.index, name="webhook-detail"),
    path(_WEBHOOK + "edit/", webhooks.edit, name="webhook-edit"),
    path(_WEBHOOK + "secret/", webhooks.rotate, name="webhook-rotate"),
    path(_WEBHOOK + "resume/", webhooks.resume, name="webhook-resume"),
    path(_WEBHOOK + "delete/", webhooks.delete, name="webhook-delete"),
    path(_WEBHOOK + "test/", webhook_deliveries.test, name="webhook-test"),
    path(_DELIVERY, webhook_deliveries.detail, name="delivery-detail"),
    path(_DELIVERY + "resend/", webhook_deliveries.resend, name="delivery-resend"),
    path("dev/mail/", dev_mail.index, name="mail-list"),
    path("dev/mail/<str:name>/", dev_mail.detail, name="mail-detail"),
]
