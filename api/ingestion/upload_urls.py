from django.urls import path

from api.ingestion.routes.upload_views import receive_file

urlpatterns = [
    path("file/<uuid:entity_id>", receive_file),
    # If a storage service has no separate host, its clients put an account name at the start of the path.
    path("<slug:account>/file/<uuid:entity_id>", receive_file),
]
