"""The content security policy: strict on the site, as loose as Unfold needs under the admin."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def policy(client: Client, path: str) -> dict[str, str]:
    header = client.get(path).headers["Content-Security-Policy"]
    return dict(directive.strip().split(" ", 1) for directive in header.split(";"))


def test_the_site_allows_neither_inline_nor_eval(client: Client) -> None:
    rules = policy(client, "/accounts/login/")
    assert rules["default-src"] == "'self'"
    assert not {"script-src", "style-src"} & rules.keys()
    assert "unsafe" not in " ".join(rules.values())


def test_the_admin_evaluates_but_runs_no_inline_script(client: Client) -> None:
    rules = policy(client, "/admin/login/")
    assert rules["script-src"] == "'self' 'unsafe-eval'"
    assert rules["style-src"] == "'self' 'unsafe-inline'"
    assert rules["default-src"] == "'self'"
