#!/usr/bin/env python3
"""Opens the trace of a run in a public viewer, speedscope, and sees that it shows threads and steps.

    npm install --prefix FOLDER speedscope
    python3 tests/browser/trace.py FOLDER [PROGRAM]

PROGRAM is a `newsprint` (by default `target/release/newsprint`).
Needs the package `playwright` and Chromium (`CHROMIUM`, by default `/usr/bin/chromium`).
"""
import json, os, pathlib, subprocess, sys, tempfile

from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
VIEWER = pathlib.Path(sys.argv[1]) / "node_modules/speedscope/dist/release/index.html"
PROGRAM = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ROOT / "target/release/newsprint").resolve()
PIPELINE = """
[input]
use = "jsonl"
paths = ["corpus.jsonl"]
[run]
chunk = 20
threads = 2
[[stage]]
use = "drop-exact"
[[stage]]
use = "find-metrics"
[[output]]
use = "jsonl"
path = "out.jsonl"
"""


def trace(folder, *args):
    (folder / "pipeline.toml").write_text(PIPELINE)
    lines = [json.dumps({"id": n, "text": f"青石镇新修水渠{n}公里,灌溉农田一万余亩。"}) for n in range(500)]
    (folder / "corpus.jsonl").write_text("\n".join(lines) + "\n{\n")
    subprocess.run([PROGRAM, "--quiet", "run", "pipeline.toml", "--trace", "trace.json", *args], cwd=folder)
    return (folder / "trace.json").read_text()


def shown(browser, text):
    """What the viewer says of one thread: its name, and every frame with its time."""
    page = browser.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(VIEWER.as_uri())
    page.locator("input[type=file]").set_input_files(
        {"name": "trace.json", "mimeType": "application/json", "buffer": text.encode()})
    page.get_by_text("Time Order").wait_for()
    page.get_by_text("Sandwich").click()
    page.get_by_text("drop-exact").first.wait_for()
    words = page.inner_text("body")
    page.close()
    assert not faults, faults
    return words


def main():
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        folder = pathlib.Path(folder)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"])
        for case, args in (("a run", []), ("a run that fails", ["--set", "run.on-error=stop"])):
            words = shown(browser, trace(folder, *args))
            for name in ("newsprint-", "read", "chunk", "jsonl", "drop-exact"):
                assert name in words, (case, name, words)
            print(f"{case}: ok")
        browser.close()


if __name__ == "__main__":
    main()
