"""`python -m tilekit.commands` is the same as `tilekit`."""

import sys

from tilekit.commands import main

sys.exit(main())
