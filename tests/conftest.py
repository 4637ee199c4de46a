"""What every test may ask for: the project's root, the optional corpora, a real browser."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# A slow machine is no failure; the blob lets a failure found elsewhere be run again here.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")

# A background job of a shell starts with Ctrl-C ignored, and so would all that is started here.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of the optional real corpora; the test is skipped where there is none."""
    named = os.environ.get("STILLWATCH_CORPORA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no corpora: set STILLWATCH_CORPORA to their folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A real Chromium, for heavy tests; `make test-heavy` installs it where it may."""
    named = os.environ.get("STILLWATCH_CHROMIUM")
    candidates = (named,) if named else ("chromium", "chromium-browser", "google-chrome")
    found = next((path for each in candidates if (path := shutil.which(each))), None)
    if found is None:
        pytest.fail("no Chromium: run `make test-heavy`, or set STILLWATCH_CHROMIUM to one")
    return Path(found)
