from django.urls import path

from api.tokens.surface import tokens

# Below the root, because a path begins with a tenant's id.
urlpatterns = [path("", tokens.urls)]
