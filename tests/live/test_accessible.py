"""The pages for who sees little or has no mouse: axe in Debian's Chromium, and everything by keyboard alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe

from api.demo_partner import create_demo
from intake.bootstrap import SIMULATOR_ACCOUNT
from tests.conftest import FakeTwilio, Stack, free_port
from tests.live.test_referral import add_partner, reach

CHROMIUM = Path("/usr/bin/chromium")
SIZES = {"phone": {"width": 320, "height": 568}, "desktop": {"width": 1280, "height": 800}}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
         "resultTypes": ["violations"]}
FOCUSED = """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  return {what: e.id || e.textContent.trim() || e.tagName, tag: e.tagName, seen: b.width > 0 && b.height > 0,
          ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2}; }"""
REACHABLE = """() => [...document.querySelectorAll('a[href], button, textarea, input, summary, [tabindex="0"]')]
  .filter(e => e.checkVisibility() && !e.disabled).length"""


@pytest.fixture(scope="module")
def trial(bot: tuple[int, str], twilio: FakeTwilio, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An app whose Twilio is its own simulator, as with ``make run``."""
    port = free_port()
    made = Stack(tmp_path_factory.mktemp("pages"), *bot, twilio, port=port, extra={
        "TWILIO_ACCOUNT_SID": SIMULATOR_ACCOUNT,
        "TWILIO_API_URL": f"http://127.0.0.1:{port}/simulator/twilio"}).start()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("no /usr/bin/chromium: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        made = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def tab(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """An empty tab, of a phone's size unless the test says otherwise."""
    made = browser.new_context(viewport=SIZES[getattr(request, "param", "phone")])
    made.set_default_timeout(15_000)
    yield made.new_page()
    made.close()


def faults(page: Any) -> list[str]:
    """What axe finds: "rule (impact): the element"."""
    return [f"{rule['id']} ({rule['impact']}): {node['html'][:120]}"
            for rule in Axe().run(page, options=RULES).response["violations"] for node in rule["nodes"]]


def too_wide(page: Any) -> bool:
    """Whether one must scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("tab", SIZES, indirect=True)
def test_chat_has_no_barriers(trial: Stack, tab: Any, language: str) -> None:
    tab.goto(f"{trial.url}/chat?lang={language}")
    tab.locator("#choices button").first.wait_for()
    assert faults(tab) == []
    tab.locator("summary").click()
    tab.locator("#text").fill({"es": "¿necesito un abogado?", "en": "do i need a lawyer?"}[language])
    tab.locator("#form button").click()
    tab.locator(".message a").first.wait_for()  # an answer with its sources
    tab.route("**/messages", lambda route: route.abort())
    tab.locator("#choices button").first.click()
    tab.locator("#problem button").wait_for()
    assert faults(tab) == []
    assert not too_wide(tab)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("tab", SIZES, indirect=True)
def test_simulator_has_no_barriers(trial: Stack, tab: Any, language: str) -> None:
    tab.goto(f"{trial.url}/simulator?lang={language}")
    assert faults(tab) == []
    assert not too_wide(tab)


@pytest.fixture(scope="module")
def demo(trial: Stack) -> Iterator[str]:
    """The demo partner's page, with one case that was offered to it."""
    port = free_port()
    partner = add_partner(trial, f"http://127.0.0.1:{port}/webhook")
    app = create_demo(partner["webhook_secret"], partner["api_key"], trial.url)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    reach(trial, "consent.share").say("si")
    until = time.monotonic() + 20
    while not app.state.got and time.monotonic() < until:
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize("tab", SIZES, indirect=True)
def test_partner_page_has_no_barriers(demo: str, tab: Any) -> None:
    tab.goto(demo)
    assert tab.locator("article").count()
    assert faults(tab) == []
    assert not too_wide(tab)


def test_new_cases_come_by_themselves(trial: Stack, demo: str, tab: Any) -> None:
    tab.goto(demo)
    count = tab.locator("article").count()
    reach(trial, "consent.share").say("si")
    tab.locator("article").nth(count).wait_for()


def test_a_partner_accepts_by_keyboard(demo: str, tab: Any) -> None:
    tab.goto(demo)
    _press_until(tab, "Accept")
    tab.keyboard.press("Enter")
    tab.get_by_text("The record").wait_for()
    assert faults(tab) == []


def _press_until(page: Any, what: str, most: int = 40) -> list[dict[str, Any]]:
    """Tab until this (an id or a label) is focused; everything that was focused on the way."""
    way = []
    for _ in range(most):
        page.keyboard.press("Tab")
        way.append(page.evaluate(FOCUSED))
        if way[-1]["what"] == what:
            return way
    raise AssertionError(f"{what} is not reached: {[each['what'] for each in way]}")


def test_chat_by_keyboard_alone(trial: Stack, tab: Any) -> None:
    tab.goto(f"{trial.url}/chat?lang=es")
    tab.locator("#choices button").first.wait_for()
    tab.evaluate("document.activeElement.blur()")
    way = _press_until(tab, "Sí")
    tab.keyboard.press("Enter")
    tab.get_by_text("peligro").last.wait_for()
    assert tab.evaluate("document.activeElement.id") == "text"
    tab.keyboard.type("no")
    tab.keyboard.press("Enter")
    tab.locator(".mine").nth(1).wait_for()
    _press_until(tab, "exit")
    assert [each for each in way if each["tag"] != "BODY" and not (each["seen"] and each["ring"])] == []


def test_every_control_is_reached_and_shows_its_focus(trial: Stack, tab: Any) -> None:
    for path in ("/chat?lang=es", "/simulator?lang=en"):
        tab.goto(f"{trial.url}{path}")
        if path.startswith("/chat"):
            tab.locator("#choices button").first.wait_for()
            tab.locator("summary").click()
        way: list[dict[str, Any]] = []
        for _ in range(40):
            tab.keyboard.press("Tab")
            here = tab.evaluate(FOCUSED)
            if here in way:
                break
            way += [here] if here["tag"] != "BODY" else []
        assert len(way) == tab.evaluate(REACHABLE), way
        assert [each for each in way if not (each["seen"] and each["ring"])] == []


def test_the_page_speaks_the_language_of_the_talk(trial: Stack, tab: Any) -> None:
    tab.goto(f"{trial.url}/chat?lang=en")
    tab.locator("#choices button").first.wait_for()
    tab.locator("#text").fill("español por favor")
    tab.locator("#form button").click()
    tab.locator("html[lang=es]").wait_for()
    tab.locator(".mine").wait_for()  # what was said stays
    tab.locator("#other").click()
    tab.locator("html[lang=en]").wait_for()
    tab.get_by_text("May I keep what you tell me").last.wait_for()


def test_deleting_by_keyboard(trial: Stack, tab: Any) -> None:
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.goto(f"{trial.url}/chat?lang=en")
    tab.locator("#choices button").first.wait_for()
    tab.locator("summary").focus()
    tab.keyboard.press("Enter")
    _press_until(tab, "delete")
    tab.keyboard.press("Enter")
    tab.locator(".message").nth(1).wait_for(state="detached")
    assert tab.locator(".message").count() == 1
    assert faults(tab) == []


def test_texting_in_the_simulator_by_keyboard(trial: Stack, tab: Any) -> None:
    tab.goto(f"{trial.url}/simulator?lang=en")
    _press_until(tab, "body")
    tab.keyboard.type("hello")
    _press_until(tab, "Send")
    tab.keyboard.press("Enter")
    tab.get_by_text("STOP").first.wait_for()
    assert faults(tab) == []
