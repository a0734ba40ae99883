"""Walks the served pages as an analyst, a city and a ministry do, in headless Chromium, and looks for barriers with axe-core.

usage: pages.py ADDRESS        with the desk of a demonstration run serving there
needs: pip install playwright axe-playwright-python, and a Chromium on the path
"""

import shutil
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

ADDRESS = sys.argv[1].rstrip("/")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic"]


def analyst(page):
    """From the ranking of a year to a unit, to a figure's cell, and to the clause of a decision."""
    page.goto(f"{ADDRESS}/")
    page.get_by_role("navigation", name="闭环各环节").get_by_role("link", name="评估").click()
    page.get_by_role("link", name="2020", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2020")
    expect(page.get_by_text("示例方法").first).to_be_visible()
    page.locator("main table tbody th a").first.click()
    figure = page.locator("tr[id^='contribution-'] a[href*='/data/']").first
    figure.click()
    row = page.locator("tr:target, li:target, section:target").first
    expect(row).to_contain_text("demonstration.csv")
    page.go_back()
    clause = page.locator("main a[href*='papers/']").first
    clause.click()
    expect(page.locator(":target").first).to_be_visible()


def city(page):
    """A city finds its own page through the list of members, reads the same in English, and prints it."""
    page.goto(f"{ADDRESS}/units/index.html")
    page.get_by_role("link", name="湘潭", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("湘潭")
    chinese = page.url
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(chinese)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="闭环各环节")).to_be_hidden()
    page.emulate_media(media="screen")


def ministry(page):
    """A ministry finds who qualifies, by which rule, and the clause of the rule."""
    page.goto(f"{ADDRESS}/rules/index.html")
    page.locator("main a[href$='.html']").first.click()
    clause = page.locator("main a[href*='papers/']").first
    clause.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{ADDRESS}/support/index.html")
    expect(page.locator("main table").first).to_be_visible()


def lost(page):
    """Nobody is left without a way on."""
    assert page.goto(f"{ADDRESS}/en/deep/er/nothing").status == 404
    page.locator("main a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url == f"{ADDRESS}/en/index.html", page.url


def weigher(page):
    """A weight is moved; the button ranks again, and nothing else is needed."""
    page.goto(f"{ADDRESS}/desk/weights.html?year=2020")
    page.locator(".dials input").first.fill("90")
    page.get_by_role("button", name="重新排名").click()
    expect(page.locator("input.changed").first).to_be_visible()


def quick_weigher(page):
    """With scripts the ranking follows the hand."""
    page.goto(f"{ADDRESS}/desk/weights.html?year=2020")
    before = page.locator("#outcome").inner_text()
    page.locator(".dials input").first.fill("90")
    page.wait_for_function("before => document.getElementById('outcome').innerText !== before", arg=before)


def barriers(page):
    """Serious findings of axe-core on one page of every kind."""
    page.goto(f"{ADDRESS}/")
    kinds = {}
    for path in ["index.html", "en/index.html", "404.html", "findings.html", "desk/index.html", "desk/search.html?words=评估", "desk/weights.html?year=2020"]:
        kinds[path] = path
    for folder in ["units", "targets", "support", "data", "evaluation", "consequences", "rules", "practices", "effect", "papers"]:
        kinds[folder] = f"{folder}/index.html"
        page.goto(f"{ADDRESS}/{folder}/index.html")
        inner = page.locator(f"main a[href$='.html']:not([href*='/'])").first
        if inner.count():
            kinds[f"{folder}/..."] = f"{folder}/{inner.get_attribute('href')}"
    found = []
    for path in kinds.values():
        page.goto(f"{ADDRESS}/{path}")
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                found.append(f"{path}: {violation['id']} ({violation['impact']}): {violation['nodes'][0]['html'][:160]}")
    print(f"  {len(kinds)} pages looked at")
    assert not found, "\n".join(found)


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        plain = browser.new_context(java_script_enabled=False, locale="zh-CN")
        scripted = browser.new_context(locale="zh-CN", bypass_csp=True)
        failed = 0
        for journey, context in [(analyst, plain), (city, plain), (ministry, plain), (lost, plain), (weigher, plain), (quick_weigher, scripted), (barriers, scripted)]:
            page = context.new_page()
            page.set_default_timeout(15_000)
            try:
                journey(page)
                print(f"ok      {journey.__name__}: {journey.__doc__}")
            except Exception as error:  # every journey is walked, so that one run tells all
                failed += 1
                print(f"FAILED  {journey.__name__}: {journey.__doc__}\n{error}")
            page.close()
        browser.close()
        sys.exit(1 if failed else 0)


main()
