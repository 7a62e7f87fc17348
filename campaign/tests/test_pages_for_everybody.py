"""Each page in a real browser: what axe finds, what falls off the screen or is cut off, what the policy refuses.

All of them on a phone in light and on a desktop in dark. One of each kind closely: also the contrast of the other
theme, 320 px, text spaced and at 200%, what moves, and where the keyboard's focus is, in forced colours too.
"""

from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage

from campaign.browsing import go_to
from campaign.pages import PAGES, VISITORS
from campaign.tests.faults import DESKTOP, PHONE, at_a_glance, on_a_desktop, on_a_phone
from campaign.tests.visitors import SignIn

pytestmark = pytest.mark.browser

LOOKS = {"phone, light": (PHONE, False, on_a_phone), "desktop, dark": (DESKTOP, True, on_a_desktop)}


@pytest.mark.parametrize("look", list(LOOKS))
@pytest.mark.parametrize("visitor", list(PAGES))
def test_no_page_shuts_anybody_out(sign_in: SignIn, visitor: str, look: str) -> None:
    width, dark, closely = LOOKS[look]
    page = sign_in(VISITORS[visitor], width=width, dark=dark)
    found: list[str] = []
    titled: dict[str, set[str]] = defaultdict(set)

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Uncaught" in message.text:
            found.append(f"{page.url}: {message.text}")

    for stop in PAGES[visitor]:
        page.on("console", listen)
        go_to(page, stop)
        page.remove_listener("console", listen)  # axe writes styles of its own, which the policy refuses
        faults = at_a_glance if stop.alike else closely
        found += [f"{stop.name} ({page.url}): {fault}" for fault in faults(page)]
        titled[page.title()].add(urlsplit(page.url).path)
    found += [f"{title!r} is the title of {paths}" for title, paths in titled.items() if len(paths) > 1]
    assert found == [], "\n".join(found)
