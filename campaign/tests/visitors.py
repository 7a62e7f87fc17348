"""Visitors of the demonstration, each in a browser context of its own."""

from playwright.sync_api import Browser, BrowserContext, Page, expect

from campaign.accounts import DOMAIN, PASSWORD
from config.testing_stack import Stack


class SignIn:
    """Opens a page for an account of the demonstration, signed in; for no mailbox, a page signed out."""

    def __init__(self, browser: Browser, stack: Stack) -> None:
        self.browser, self.stack = browser, stack
        self.contexts: list[BrowserContext] = []

    def __call__(self, mailbox: str = "", *, width: int = 1280, dark: bool = False, locale: str = "vi-VN") -> Page:
        context = self.browser.new_context(
            base_url=self.stack.url,
            locale=locale,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
        )
        self.contexts.append(context)
        page = context.new_page()
        if mailbox:
            page.goto("accounts/login/")
            page.locator("input[name=login]").fill(f"{mailbox}@{DOMAIN}")
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("form:has(input[name=password]) button.btn-primary").click()
            expect(page.locator("input[name=password]")).to_have_count(0)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
