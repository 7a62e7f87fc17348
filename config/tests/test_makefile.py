"""Which Python `make` takes, whatever the PATH offers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.services.locations import PROJECT

NAMES = ("python3.11", "python3.12", "python3")
SHIM_WITHOUT_VERSION = "echo 'command not found' >&2; exit 127"
TOO_NEW = "exit 1"  # what the Makefile's question is answered with
FITS = f'exec "{sys.executable}" "$@"'


def make(folder: Path, programs: tuple[str, str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run make on a copy of the Makefile, with these shell scripts as the three Pythons on the PATH."""
    shutil.copy(PROJECT / "Makefile", folder)
    for name, program in zip(NAMES, programs, strict=True):
        (folder / name).write_text(f"#!/bin/sh\n{program}\n")
        (folder / name).chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    environment["PATH"] = f"{folder}:{os.environ['PATH']}"
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, check=False, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("programs", "taken"),
    [
        ((FITS, FITS, FITS), "python3.11"),
        ((SHIM_WITHOUT_VERSION, FITS, TOO_NEW), "python3.12"),
        ((SHIM_WITHOUT_VERSION, SHIM_WITHOUT_VERSION, FITS), "python3"),
    ],
)
def test_the_first_python_that_works_and_fits_is_taken(
    programs: tuple[str, str, str], taken: str, tmp_path: Path
) -> None:
    result = make(tmp_path, programs, "--eval", "shown: ; @echo $(PYTHON)", "shown")
    assert result.stdout == f"{tmp_path / taken}\n", result.stderr


def test_where_none_fits_it_says_so_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").touch()
    result = make(tmp_path, (SHIM_WITHOUT_VERSION, SHIM_WITHOUT_VERSION, TOO_NEW), "install")
    assert result.returncode != 0
    assert result.stdout.startswith("Python 3.11 or 3.12 is needed: install it")
    assert not (tmp_path / ".venv").exists()
