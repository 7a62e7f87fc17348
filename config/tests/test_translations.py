"""The check of the catalogs finds what it is there to find, and leaves the tree alone."""

import shutil
import subprocess
from pathlib import Path

import pytest

from config import translations
from config.services.locations import PROJECT

MANAGE = """\
from django.conf import settings
from django.core.management import execute_from_command_line
import sys

settings.configure(LOCALE_PATHS=["locale"], INSTALLED_APPS=["config"], USE_I18N=False)
execute_from_command_line(sys.argv)
"""
PAGE = "from django.utils.translation import gettext as _\n\nwelcome = _('Welcome')\nbye = _('Goodbye, %(name)s')\n"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project whose two strings are translated and compiled."""
    folder = tmp_path_factory.mktemp("sound")
    (folder / "locale").mkdir()
    (folder / "manage.py").write_text(MANAGE)
    (folder / "pages.py").write_text(PAGE)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", str(PROJECT))
        environment.delenv("DJANGO_SETTINGS_MODULE", raising=False)
        translations.collect(folder, "vi")
    translate(folder, "Welcome", "Chào mừng")
    translate(folder, "Goodbye, %(name)s", "Tạm biệt, %(name)s")
    compile_catalog(folder)
    return folder


@pytest.fixture
def project(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sound project, to spoil."""
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    return Path(shutil.copytree(sound, tmp_path / "project"))


def catalog(project: Path) -> Path:
    return project / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def translate(project: Path, english: str, vietnamese: str) -> None:
    text = catalog(project).read_text()
    before, _, after = text.partition(f'msgid "{english}"\nmsgstr "')
    assert after
    catalog(project).write_text(f'{before}msgid "{english}"\nmsgstr "{vietnamese}"{after[after.index(chr(10)) :]}')


def compile_catalog(project: Path) -> None:
    subprocess.run(["msgfmt", "-o", catalog(project).with_suffix(".mo"), catalog(project)], check=True)


def add(project: Path, code: str) -> None:
    with (project / "pages.py").open("a") as page:
        page.write(f"{code}\n")


def test_a_sound_catalog_has_no_faults(project: Path) -> None:
    assert translations.faults(project, "vi") == []


def test_a_string_without_translation_is_found(project: Path) -> None:
    add(project, "_('Planted by a test')")
    before = catalog(project).read_text()
    (fault,) = translations.faults(project, "vi")
    assert fault == 'Not translated:\nmsgid "Planted by a test"\nmsgstr ""'
    assert catalog(project).read_text() == before


def test_a_guessed_translation_is_found(project: Path) -> None:
    add(project, "_('Welcome!')")
    (fault,) = translations.faults(project, "vi")
    assert fault.startswith("Doubtful (fuzzy):")
    assert 'msgid "Welcome!"' in fault


def test_a_string_no_longer_used_is_found(project: Path) -> None:
    (project / "pages.py").write_text(PAGE.replace("welcome = _('Welcome')\n", ""))
    (fault,) = translations.faults(project, "vi")
    assert fault.startswith("No longer used")
    assert '#~ msgid "Welcome"' in fault


def test_a_lost_placeholder_is_found(project: Path) -> None:
    translate(project, "Goodbye, %(name)s", "Tạm biệt")
    compile_catalog(project)
    (fault,) = translations.faults(project, "vi")
    assert fault.startswith("Wrong:")
    assert "name" in fault


def test_a_compiled_file_that_is_not_current_is_found(project: Path) -> None:
    translate(project, "Welcome", "Xin chào")
    assert translations.faults(project, "vi") == ["Compiled file is not current, run make messages:\ndjango.mo"]


def test_a_missing_catalog_is_found(project: Path) -> None:
    shutil.rmtree(project / "locale" / "vi")
    assert translations.faults(project, "vi") == ["locale/vi/LC_MESSAGES/django.po is missing: run make messages."]


def test_missing_gettext_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(translations.GettextMissing, match="apt-get install gettext"):
        translations.faults(project, "vi")
