"""The page of all components: whole, and only where pages are built."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import include, path

from config.gallery import COLOURS, gallery

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FRAME = {"demonstration", "footer", "header", "mark", "messages", "nav_item", "styles"}
"""What every page has, and so this one."""

urlpatterns = [path("components/", gallery), path("", include("config.urls"))]


def test_it_is_not_there_without_debug(client: Client) -> None:
    assert client.get("/components/").status_code == 404


@pytest.mark.urls(__name__)
def test_it_shows_a_field_with_its_error_and_a_number_with_its_base(client: Client) -> None:
    page = client.get("/components/").content.decode()
    assert 'id="error_1_id_example-title"' in page
    assert "84,7% of the submitted" in page


def test_every_component_is_on_it() -> None:
    shown = "".join(part.read_text() for part in (TEMPLATES / "gallery").iterdir())
    components = {part.stem for part in (TEMPLATES / "components").iterdir()} - FRAME
    assert components - set(re.findall(r"components/(\w+)\.html", shown)) == set()


def test_every_colour_is_on_it_and_has_its_swatch() -> None:
    tokens = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
    swatches = (Path(settings.BASE_DIR) / "static/css/gallery.css").read_text()
    shown = [name for names in COLOURS.values() for name in names]
    assert set(shown) == set(re.findall(r"--([\w-]+): #[0-9a-f]{6};", tokens))
    assert set(re.findall(r"\.ink-([\w-]+) ", swatches)) == set(shown)
