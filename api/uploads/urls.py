from django.urls import path

from api.uploads.views import receive_file

urlpatterns = [
    path("file/<uuid:entity_id>", receive_file),
    # Clients of a storage service that is not on a host of its own name an account first.
    path("<slug:account>/file/<uuid:entity_id>", receive_file),
]
