from django.urls import path

from api.tokens.surface import tokens

# At the root, because paths start with the ID of a tenant.
urlpatterns = [path("", tokens.urls)]
