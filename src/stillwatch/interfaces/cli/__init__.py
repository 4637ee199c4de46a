"""The command line: a file per verb, named in `verbs.py` and run by `app.py`."""

from stillwatch.interfaces.cli.app import main

__all__ = ["main"]
