"""Recipients in messages of monitors: people, channels and services with an @ before them, and all of a channel."""

import re

# A link contains no handle. A name with dots that is not an e-mail address is an attribute: `@http.status_code`.
HANDLE = re.compile(
    r"(?<![\w.{@=+/&-])@(?:[A-Za-z][\w.+-]*@[\w-]+(?:\.[\w-]+)*|[A-Za-z]\w*-[\w+-]*(?:\.[\w+-]+)*|[A-Za-z]\w*\b(?!\.\w))"
    r"|<!(?:channel|everyone|here)>"
)
