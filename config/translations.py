"""Whether locale/ holds what the code says: every string translated, none doubtful or left over, all compiled."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

IGNORED = shutil.ignore_patterns(".*", "__pycache__", "staticfiles", "node_modules", "bench")
THIRD_PARTY = Path("config", "third_party")
"""Holds a catalog kept by hand: what other people's packages leave in English."""

PROGRAMS = ("xgettext", "msgmerge", "msgattrib", "msgfmt", "msgunfmt")


class GettextMissing(Exception):
    """The programs of gettext are not installed; the message says what to do."""


def faults(project: Path, language: str) -> list[str]:
    """What is wrong with a language's catalog, a text for each fault; the project itself is not touched.

    Raises GettextMissing where the programs that read catalogs are not installed.
    """
    if any(shutil.which(program) is None for program in PROGRAMS):
        raise GettextMissing("gettext is missing: install it (Debian: apt-get install gettext).")
    catalog = Path("locale", language, "LC_MESSAGES", "django.po")
    if not (project / catalog).exists():
        return [f"{catalog} is missing: run make messages."]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        shutil.copytree(project, copy, ignore=IGNORED)
        collect(copy, language)
        found = [
            ("Not translated", _entries(copy / catalog, "--untranslated", "--no-obsolete")),
            ("Doubtful (fuzzy)", _entries(copy / catalog, "--only-fuzzy", "--no-obsolete")),
            ("No longer used, run make messages", _entries(copy / catalog, "--only-obsolete")),
            ("Wrong", _form(copy / catalog)),
            ("Compiled file is not current, run make messages", _stale(project / catalog, Path(folder))),
        ]
        if (project / THIRD_PARTY / catalog).exists():
            stale = _stale(project / THIRD_PARTY / catalog, Path(folder))
            found.append(("Compiled file is not current, run make messages", stale))
    return [f"{what}:\n{entries}" for what, entries in found if entries]


def collect(project: Path, language: str) -> None:
    """Write the strings of the code into the language's catalog, in an order that keeps changes small."""
    command = [sys.executable, "manage.py", "makemessages", "-l", language, "--no-location", "--no-wrap", "-v", "0"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"} | {
        "DEMO": "1"
    }
    subprocess.run(command, cwd=project, env=environment, check=True)


def _entries(catalog: Path, *which: str) -> str:
    """The entries of a kind as text, without the catalog's header."""
    return _without_header(_output("msgattrib", "--no-wrap", *which, str(catalog)))


def _form(catalog: Path) -> str:
    """What msgfmt finds wrong with placeholders and plurals."""
    result = subprocess.run(
        ["msgfmt", "--check-format", "-o", os.devnull, catalog.name],  # noqa: S607  found on the PATH
        cwd=catalog.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stderr.strip() if result.returncode else ""


def _stale(catalog: Path, folder: Path) -> str:
    """The compiled file's path when it holds something else than its catalog; times of files say nothing in a clone."""
    compiled = catalog.with_suffix(".mo")
    fresh = folder / "fresh.mo"
    _output("msgfmt", "-o", str(fresh), str(catalog))
    current = compiled.exists() and _content(compiled) == _content(fresh)
    return "" if current else compiled.name


def _content(compiled: Path) -> str:
    return _without_header(_output("msgunfmt", str(compiled)))


def _without_header(entries: str) -> str:
    first, _, rest = entries.partition("\n\n")
    return (rest if 'msgid ""\nmsgstr' in first else entries).strip()


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
