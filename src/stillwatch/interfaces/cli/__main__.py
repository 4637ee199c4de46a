"""`python -m stillwatch.interfaces.cli`: the command where no script was installed."""

import sys

from stillwatch.interfaces.cli.app import main

sys.exit(main())
