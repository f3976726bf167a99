"""`python -m server` is `classroom`."""

import sys

from server.cli import main

sys.exit(main())
