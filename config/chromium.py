"""The machine's own Chromium, for the browser tests and `make screens`: no download, and no word to anybody outside."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET_AND_CLOSED = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "Chromium is needed: install it (Debian: apt-get install chromium fonts-noto-core)."


def find() -> str | None:
    """The program's path."""
    return next(filter(None, map(shutil.which, NAMES)), None)
