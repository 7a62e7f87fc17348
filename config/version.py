"""Which version runs: said by the environment, else the checkout's commit, else the project's own number."""

import os
import re
import tomllib
from pathlib import Path

COMMIT = re.compile(r"[0-9a-f]{40,64}")
SHOWN = 10
"""So many of a commit's digits tell it apart."""


def version(project: Path) -> str:
    """VERSION where it is set, else the commit checked out in the project's folder, else pyproject.toml's number.

    Reads files only, so that it needs no git, and none of them twice: the settings keep the answer.
    """
    return os.environ.get("VERSION", "").strip() or _commit(project / ".git")[:SHOWN] or _number(project)


def _commit(git: Path) -> str:
    """The commit that HEAD names, itself or through a branch; '' where there is no checkout, or one without commits."""
    folder = _folder(git)
    head = _text(folder / "HEAD")
    if not head.startswith("ref: "):
        return head if COMMIT.fullmatch(head) else ""
    branch = head.removeprefix("ref: ")
    # A second worktree has its HEAD in a folder of its own, and shares the branches with the first.
    shared = folder / (_text(folder / "commondir") or ".")
    loose = _text(shared / branch)
    return loose if COMMIT.fullmatch(loose) else _packed(shared / "packed-refs", branch)


def _folder(git: Path) -> Path:
    """Where HEAD stands: .git itself, or what the file of that name points to in a second worktree."""
    pointer = _text(git) if git.is_file() else ""
    return git.parent / pointer.removeprefix("gitdir: ") if pointer else git


def _packed(refs: Path, branch: str) -> str:
    lines = (line.split() for line in _text(refs).splitlines())
    return next((words[0] for words in lines if words[1:] == [branch] and COMMIT.fullmatch(words[0])), "")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def _number(project: Path) -> str:
    with (project / "pyproject.toml").open("rb") as file:
        number: str = tomllib.load(file)["project"]["version"]
        return number
