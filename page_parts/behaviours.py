"""The JavaScript modules that a page needs."""

from django.template import Context

Behaviours = dict[str, None]
"""Names of modules (`static/js/<name>.js`) in the order of first use."""


def behaviours_of(context: Context) -> Behaviours:
    """The modules of the page that is being rendered.

    They belong to its request, because a template that is included with `only` has none of the page's variables.
    Without a request there is no page that could load them.
    """
    request = getattr(context, "request", None)
    modules: Behaviours = {} if request is None else vars(request).setdefault("behaviours", {})
    return modules
