"""Visitors of the demonstration, each in a browser context of its own."""

from playwright.sync_api import Browser, BrowserContext, Page

from campaign.browsing import sign_in
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
            sign_in(page, mailbox)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
