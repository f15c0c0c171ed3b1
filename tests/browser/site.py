#!/usr/bin/env python3
"""Opens a site from the disk in a real browser and uses it as a reader would.

    python3 tests/browser/site.py [PROGRAM]

PROGRAM is a `newsprint` with the output `site` (by default `target/release/newsprint`).
Needs the packages `playwright` and `axe-playwright-python`, and Chromium (`CHROMIUM`, by default `/usr/bin/chromium`).
`SCREENSHOTS=FOLDER` also keeps pictures of the seed page's site.
"""
import os, pathlib, re, shutil, subprocess, sys, tempfile

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAM = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/newsprint").resolve()
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
PAGES = ["index.html", "contents/2.html", "issues/1.html", "metrics/1.html", "series/1.html", "conflicts/1.html",
         "reprints/1.html", "run/1.html", "search.html"]
SEED = """
[input]
use = "text"
paths = ["seeds/*.txt"]
[run]
rejects-file = "rejects.jsonl"
[[stage]]
use = "split-page"
[[stage]]
use = "group-reprints"
[[stage]]
use = "find-metrics"
[[stage]]
use = "link-metrics"
[[output]]
use = "site"
path = "site"
title = "拉萨日报"
language = "zh"
"""


class Reader:
    """A browser that keeps what must not happen."""

    def __init__(self, browser, site, **options):
        self.site = site
        self.faults = []
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.page.on("console", self.console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: self.faults.append(f"dialog: {dialog.message}"))
        self.page.on("request", self.request)
        self.page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))

    def console(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def request(self, request):
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.faults.append(f"request: {request.url}")

    def open(self, name):
        self.page.goto((self.site / name).as_uri())
        return self.page

    def close(self):
        self.context.close()
        assert not self.faults, "\n".join(self.faults)


def until(page, condition):
    """Waits until the condition holds; the site's policy forbids a browser to evaluate it by itself."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never: {condition}")


def check_pages(browser, site):
    """Every page opens without a fault, by day and by night, and fits a phone."""
    articles = sorted(str(path.relative_to(site)) for path in site.glob("articles/*/*.html"))[::9]
    articles += [str(article(site, title)) for title in ("&lt;script", "水到田头")]
    for scheme in ("light", "dark"):
        reader = Reader(browser, site, color_scheme=scheme, viewport={"width": 360, "height": 740})
        for name in PAGES + (articles if scheme == "light" else articles[:3]):
            page = reader.open(name)
            assert page.title() != "owned", name
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= 360, f"{name} is {width} pixels wide on a phone"
            level = page.evaluate(
                "(() => { const c = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);"
                " return (c[0] + c[1] + c[2]) / 3; })()")
            assert (level < 80) == (scheme == "dark"), f"{name} is not {scheme}"
            headings = page.locator("h1").count()
            assert headings == 1, f"{name} has {headings} first headings"
        reader.close()


def check_accessible(browser, site):
    """axe finds nothing against WCAG 2.2 AA and its own good practice, by day and by night."""
    for scheme in ("light", "dark"):
        reader = Reader(browser, site, color_scheme=scheme)
        for name in PAGES + [str(article(site, "水到田头"))]:
            # The site's policy lets nothing, so not axe either, ask for the style sheet once more.
            found = Axe().run(reader.open(name), options={"preload": False})
            assert found.violations_count == 0, f"{name}, {scheme}:\n{found.generate_report()}"
        reader.close()


def check_print(browser, site):
    """On paper there is black text on white, without navigation, and what is folded up is open."""
    reader = Reader(browser, site, color_scheme="dark")
    for name in ("index.html", "metrics/1.html", "run/1.html", str(article(site, "水到田头"))):
        page = reader.open(name)
        page.emulate_media(media="print")
        style = page.evaluate("(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))")
        assert style == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"], f"{name}: {style}"
        for hidden in ("header nav", "header form"):
            assert not page.locator(hidden).first.is_visible(), f"{name} prints {hidden}"
        for folded in page.locator("main details > :not(summary)").all():
            assert folded.is_visible(), f"{name} prints a fold without what is in it"
        assert page.pdf().startswith(b"%PDF")
    reader.close()


def check_search(browser, site):
    reader = Reader(browser, site)
    page = reader.open("index.html")
    page.fill("header input[name=q]", "旱涝保收")
    page.press("header input[name=q]", "Enter")
    page.wait_for_selector("#results li")
    assert page.url.startswith((site / "search.html").as_uri())
    titles = page.locator("#results li > a").all_inner_texts()
    assert titles == ["水到田头:青石镇新渠通水", "青石镇新渠通水"], titles
    assert page.locator("#results mark").first.inner_text() == "旱涝保收"
    for query, expected in [("柳树4300棵", 2), ("柳树 泵站", 2), ("公报", 4), ("４１０２０", 1), ("涝", 2),
                            ("旱涝丰收", 0), ("保旱", 0), ("GNP", 1), ("4300棵,镇长", 0)]:
        page.fill("main input[name=q]", query)
        page.click("main form button")
        until(page, "!document.getElementById('told').textContent.match(/…|^$/)")
        found = page.locator("#results li").count()
        assert found == expected, f"{query}: {found} articles, not {expected}"
    page.fill("main input[name=q]", "志愿者")
    page.press("main input[name=q]", "Enter")
    page.wait_for_selector("#more:not([hidden])")
    assert page.locator("#results li").count() == 20
    page.click("#more")
    until(page, "document.querySelectorAll('#results li').length === 40")
    page.click("#results li > a >> nth=0")
    assert "/articles/" in page.url
    reader.close()


def check_metrics(browser, site):
    reader = Reader(browser, site)
    page = reader.open("metrics/1.html")
    rows = page.locator("#metrics tbody tr")
    before = rows.count()
    assert before == 200, before
    page.fill("[name=words]", "可支配收入")
    until(page, "/^\\d+ /.test(document.getElementById('told').textContent)")
    assert rows.count() == 5, rows.all_inner_texts()
    assert all("可支配收入" in text for text in rows.all_inner_texts())
    page.click("th[data-column='3'] button")
    page.wait_for_selector("th[aria-sort=ascending]")
    until(page, "document.querySelector('#metrics tbody tr .number').textContent === '36,180'")
    page.click("th[data-column='3'] button")
    until(page, "document.querySelector('#metrics tbody tr .number').textContent === '45,260'")
    page.fill("[name=period]", "2023")
    until(page, "document.querySelectorAll('#metrics tbody tr').length === 2")
    with page.expect_download() as download:
        page.click("#download")
    text = pathlib.Path(download.value.path()).read_bytes().decode("utf-8-sig")
    lines = text.strip().split("\r\n")
    assert lines[0].startswith("subject,indicator,kind,value,") and len(lines) == 3, text
    assert lines[1].split(",")[3] == "45260", text
    page.click("button[type=reset]")
    until(page, f"document.querySelectorAll('#metrics tbody tr').length === {before}")
    page.locator("#metrics tbody tr a").first.click()
    assert "/articles/" in page.url and "#m" in page.url
    assert page.locator("tr.lit").count() == 1, "the row that was followed is lit"
    reader.close()


def check_trace(browser, site):
    reader = Reader(browser, site)
    page = reader.open(article(site, "水到田头"))
    figure = page.locator(".body a.figure", has_text="32公里").first
    figure.hover()
    lit = page.locator(".origin .lit").all_inner_texts()
    assert "".join(lit) == "32公里", lit
    paragraph = page.locator(".body .paragraph", has_text="靠天吃饭").first
    paragraph.hover(position={"x": 5, "y": 5})
    lit = "".join(page.locator(".origin .lit").all_inner_texts())
    assert lit.startswith("“从前靠天吃饭") and lit.endswith("提前了10天。"), lit
    paragraph.locator(".trace").focus()
    assert "靠天吃饭" in "".join(page.locator(".origin .lit").all_inner_texts()), "the keyboard reaches it"
    page.locator(".origin .own", has_text="泵站").first.hover()
    assert "泵站" in page.locator(".body .lit").first.inner_text(), "and the other way round"
    data = page.locator("script[type='application/ld+json']").inner_text()
    kinds = page.evaluate("(text) => JSON.parse(text)['@graph'].map((it) => it['@type'])", data)
    assert kinds[0] == "NewsArticle" and "Observation" in kinds, kinds
    reader.close()


def check_lists(browser, site):
    reader = Reader(browser, site)
    page = reader.open("series/1.html")
    chart = page.locator("section.series", has_text="可支配收入").first
    assert chart.locator("svg circle").count() == 5, "a point for each statement"
    assert chart.locator("tbody tr").count() == 5, "and a row"
    page = reader.open("conflicts/1.html")
    texts = page.locator(".statements li").all_inner_texts()
    assert len(texts) == 2 and "44,260" in texts[0] and "45,260" in texts[1], texts
    page = reader.open("reprints/1.html")
    assert page.locator(".diff del, .diff ins").all_inner_texts() == ["高兴地", "将"], page.locator(".diff").all_inner_texts()
    reason = page.locator(".reason").first.inner_text()
    assert re.fullmatch(r"9\d %.*: \d+ characters in both(, \d+ [a-z ,]+)+", reason), reason
    page = reader.open("run/1.html")
    assert page.locator(".rejects > li").count() == 2
    text = page.locator(".rejects").inner_text()
    assert "drop-exact" in text and "articles.jsonl:" in text, text
    page.locator(".rejects summary").last.click()
    reader.close()


def check_without_scripts(browser, site):
    """All that is there can be read with scripts off."""
    reader = Reader(browser, site, java_script_enabled=False)
    page = reader.open("index.html")
    assert page.locator(".card").count() == 48
    page.click("nav.pager a[rel=next]")
    assert page.locator(".card").count() > 10
    page = reader.open("metrics/1.html")
    assert page.locator("#metrics tbody tr").count() == 200
    assert page.locator("noscript").is_visible() or page.get_by_text("need scripts").count() == 1
    assert not page.locator("#filter").is_visible()
    page = reader.open(article(site, "水到田头"))
    page.locator(".body .paragraph .trace").first.click()
    assert re.search(r"#s-t\d+$", page.url)
    reader.close()


def check_many_figures(browser, site):
    """Sorting takes all rows into account, however many there are, and numbers go by their value."""
    folder = site.parent / "many"
    shutil.copytree(site, folder)
    files, rows = 10, 10_000
    page = (folder / "metrics/1.html").read_text(encoding="utf-8")
    page = re.sub(r'data-files="\d+"', f'data-files="{files}"', page)
    (folder / "metrics/1.html").write_text(page, encoding="utf-8")
    for number in range(files):
        values = (f'["s","i","quantity","{number * rows + at}",null,"","",null,null,null,null,"","","#","p",false]'
                  for at in range(rows))
        text = f'newsprint.put("metrics-{number + 1}",[\n' + ",\n".join(values) + "\n]);\n"
        (folder / f"metrics/data-{number + 1}.js").write_text(text, encoding="utf-8")
    reader = Reader(browser, folder)
    page = reader.open("metrics/1.html")
    page.click("th[data-column='3'] button")
    first = "document.querySelector('#metrics tbody tr .number').textContent"
    until(page, f"{first} === '0'")
    page.click("th[data-column='3'] button")
    until(page, f"{first} === '99,999'")
    told = page.locator("#told").inner_text()
    assert told.startswith("100000 ") and told.endswith(" 50000"), told
    reader.close()


def check_speed(browser, site):
    """Data comes when it is asked for: the first view needs the page and three files."""
    reader = Reader(browser, site)
    loaded = []
    reader.page.on("request", lambda request: loaded.append(request.url))
    reader.open("metrics/1.html").wait_for_load_state("load")
    assert len([url for url in loaded if url.startswith("file:")]) <= 4, loaded
    reader.close()
    largest = max(site.rglob("*.*"), key=lambda path: path.stat().st_size)
    assert largest.stat().st_size < 400_000, f"{largest} is over the budget of a file"


def article(site, title):
    for path in sorted(site.glob("articles/*/*.html")):
        if f"<title>{title}" in path.read_text(encoding="utf-8"):
            return path.relative_to(site)
    raise AssertionError(f"no article is called {title}")


def files(site):
    return {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def check_same_bytes(folder):
    """The same articles make the same site, for any number of threads and size of chunks."""
    before = files(folder / "out/site")
    for threads, chunk in ((1, 1), (4, 7)):
        run(folder, "site.toml", "--set", f"run.threads={threads}", "--set", f"run.chunk={chunk}")
        assert files(folder / "out/site") == before, f"other bytes with {threads} threads, chunks of {chunk}"
    print("check_same_bytes: ok")


def run(folder, name, *options):
    # 1 says that there are rejects, which the test wants to see.
    done = subprocess.run([PROGRAM, "run", name, "--quiet", *options], cwd=folder)
    assert done.returncode in (0, 1), f"{name}: exit status {done.returncode}"


def screenshots(browser, folder, target):
    """Pictures of the seed page's site, for the documentation."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    (folder / "seed.toml").write_text(SEED, encoding="utf-8")
    run(folder, "seed.toml")
    site = folder / "site"
    target.mkdir(parents=True, exist_ok=True)
    story = article(site, "拉萨仍是")
    for name, page_name, scheme, size in [
            ("front", "index.html", "light", (1200, 820)), ("article", story, "light", (1200, 820)),
            ("article-dark", story, "dark", (1200, 820)), ("figures", "metrics/1.html", "light", (1200, 640)),
            ("phone", story, "light", (360, 740))]:
        reader = Reader(browser, site, color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
        page = reader.open(page_name)
        if page_name == story:
            page.locator(".body a.figure", has_text="4691.72万元").first.hover()
            page.evaluate("scrollTo(0, 0)") if name != "phone" else None
        page.screenshot(path=target / f"{name}.png")
        reader.close()


def main():
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        folder = pathlib.Path(folder)
        for name in ("articles.jsonl", "site.toml"):
            shutil.copy(HERE / name, folder)
        run(folder, "site.toml")
        check_same_bytes(folder)
        site = folder / "out/site"
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS)
        for check in (check_pages, check_accessible, check_print, check_search, check_metrics, check_trace, check_lists, check_without_scripts,
                      check_many_figures, check_speed):
            check(browser, site)
            print(f"{check.__name__}: ok")
        if "SCREENSHOTS" in os.environ:
            screenshots(browser, folder, pathlib.Path(os.environ["SCREENSHOTS"]))
        browser.close()


if __name__ == "__main__":
    main()
