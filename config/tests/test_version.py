"""The version that runs: from the environment, a checkout of any shape, or the project's own number."""

from pathlib import Path

import pytest
from django.conf import settings

from config.version import version

COMMIT = "0123456789abcdef0123456789abcdef01234567"
OTHER = "f" * 40


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a number of its own, and no word of the environment."""
    monkeypatch.delenv("VERSION", raising=False)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1.2"\n')
    return tmp_path


def checked_out(project: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n")


@pytest.mark.parametrize(
    "files",
    [
        {".git/HEAD": COMMIT},
        {".git/HEAD": "ref: refs/heads/main", ".git/refs/heads/main": COMMIT},
        {
            ".git/HEAD": "ref: refs/heads/main",
            ".git/packed-refs": f"{OTHER} refs/heads/a\n{COMMIT} refs/heads/main",
        },
        {
            ".git": "gitdir: store/worktrees/second",
            "store/worktrees/second/HEAD": "ref: refs/heads/part",
            "store/worktrees/second/commondir": "../..",
            "store/refs/heads/part": COMMIT,
        },
    ],
    ids=["detached", "branch", "packed", "second worktree"],
)
def test_a_checkout_runs_as_its_commit(project: Path, files: dict[str, str]) -> None:
    checked_out(project, files)
    assert version(project) == COMMIT[:10]


@pytest.mark.parametrize("files", [{}, {".git/HEAD": "ref: refs/heads/main"}], ids=["no checkout", "no commit yet"])
def test_without_a_commit_it_is_the_projects_number(project: Path, files: dict[str, str]) -> None:
    checked_out(project, files)
    assert version(project) == "1.2"


def test_the_environment_says_it_first(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked_out(project, {".git/HEAD": COMMIT})
    monkeypatch.setenv("VERSION", " 2026-11-22 ")
    assert version(project) == "2026-11-22"


def test_this_project_has_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VERSION", raising=False)
    (tmp_path / "pyproject.toml").write_bytes((settings.BASE_DIR / "pyproject.toml").read_bytes())
    assert version(tmp_path)[0].isdigit()
