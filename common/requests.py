"""The request as our views see it."""

from django.http import HttpRequest

from common.actor import Actor


class ActorRequest(HttpRequest):
    """What `accounts.middleware.ActorMiddleware` makes of every request; for annotations only."""

    actor: Actor
