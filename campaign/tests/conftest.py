"""Fixtures of the browser tests on the demonstration."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from campaign.tests.visitors import SignIn
from config.testing_stack import Stack


@pytest.fixture
def sign_in(browser: Browser, stack: Stack) -> Iterator[SignIn]:
    opened = SignIn(browser, stack)
    yield opened
    opened.close()
