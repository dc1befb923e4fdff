"""`make messages`: updates the templates and catalogues, and lists the texts and guides without a translation.

With `--check` (`make translations`), nothing is written, and the exit code is 1 if a translation is missing.
"""

import os
import sys
from collections.abc import Callable, Iterable, Sequence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from portal.message_catalogues.domains import DOMAINS, Domain
from portal.message_catalogues.guide_texts import untranslated_guides
from portal.message_catalogues.missing import missing_translations
from portal.message_catalogues.updates import update_catalogues


def main(
    arguments: Sequence[str],
    domains: Sequence[Domain] = DOMAINS,
    guides: Callable[[], Iterable[str]] = untranslated_guides,
) -> int:
    """Run the command; returns its exit code."""
    is_check = "--check" in arguments
    for domain in () if is_check else domains:
        update_catalogues(domain)
    missing = [str(missing_text) for domain in domains for missing_text in missing_translations(domain)]
    missing += guides()
    lines = [*missing, f"Texts without a translation: {len(missing)}"] if missing else []
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if is_check and missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
