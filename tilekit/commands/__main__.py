"""`python -m tilekit.commands` does what `tilekit` does."""

import sys

from tilekit.commands import main

sys.exit(main())
