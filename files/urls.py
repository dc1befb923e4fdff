from django.urls import path, register_converter

from files import views


class DigestConverter:
    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DigestConverter, "digest")

app_name = "files"
urlpatterns = [
    path("files/<uuid:listing_id>/<digest:sha256>/", views.file, name="file"),
    path("files/<uuid:listing_id>/<digest:sha256>/<int:width>/", views.rendition, name="rendition"),
]
