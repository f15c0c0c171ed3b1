#!/usr/bin/env python3
"""Counts the instructions that each stage takes, and fails when one takes more than it did.

    instructions.py            check (CI)
    instructions.py --pin      check, then pin what was counted

Instructions are repeatable where seconds are not. Generated pages go through the release binary under
`valgrind --tool=callgrind`, on one thread, through more and more stages; what a stage takes is the
difference to the run without it, its making included. `instructions.json` holds the pins; a count may
exceed its pin by 5 %. They belong to the compiler that is named there: with another one the
counts are shown and not judged. Skipped with a message where there is no valgrind.
"""

import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = ROOT / "target/release/newsprint"
PINS = pathlib.Path(__file__).with_name("instructions.json")
SLACK = 0.05
STAGES = ["split-page", "group-reprints", "find-metrics"]
PAGES, ARTICLES = 40, 8
# What Rust asks of the allocator.
ALLOCATORS = {"mi_malloc", "mi_zalloc", "mi_realloc", "mi_malloc_aligned", "mi_zalloc_aligned", "mi_realloc_aligned"}

PLACES = ["青河县", "东岭市", "南川区", "白石镇", "柳林乡", "云台县"]
THINGS = ["供水管网", "图书馆", "渡口", "果园", "夜校", "老街", "粮库", "河堤", "茶园", "卫生院"]
ACTS = ["改造", "扩建", "修缮", "启用", "验收", "搬迁"]
CLAUSES = [
    "{place}{thing}{act}工程日前完工", "工程从去年{n}月开始", "共投入资金{m}万元", "惠及周边居民{k}户",
    "同比增长{p}%", "负责{thing}{act}的工程师说", "工期比原计划提前了十天", "施工期间没有影响居民出行",
    "附近的住户对{thing}的变化很满意", "下一步将对{place}的{thing}进行{act}", "全年完成{act}{n}处",
    "志愿者来到{thing}帮忙", "有关部门将加大检查力度", "记者在{thing}看到", "老人们在{place}的树下聊天",
]


def pages():
    """The text of the pages: paragraphs cut by columns, and a reprint on every page but the first."""
    draw = random.Random(20240628)
    articles, texts = [], []
    for _ in range(PAGES):
        page = []
        for number in range(ARTICLES):
            if number == 3 and articles:
                page.append(draw.choice(articles))
                continue
            names = {"place": draw.choice(PLACES), "thing": draw.choice(THINGS), "act": draw.choice(ACTS)}
            lines = [f"{names['place']}{names['thing']}{names['act']}工程第{draw.randint(1, 999)}期开工"]
            for paragraph in range(4):
                text = f"{names['place']}讯(记者林小舟)" if paragraph == 0 else ""
                for _ in range(4):
                    clauses = draw.sample(CLAUSES, 3)
                    figures = {"n": draw.randint(1, 12), "m": draw.randint(100, 99999) / 100,
                               "k": draw.randint(100, 9999), "p": draw.randint(1, 400) / 10}
                    text += ",".join(clauses).format(**names, **figures) + "。"
                cut = max(len(text) // 32 * 16, 16)
                lines += [text[:cut], text[cut:]]
            page.append("\n\n".join(lines))
        articles = (articles + page)[-40:]
        texts.append("\n\n".join(page))
    return texts


def count(folder, stages):
    """Instructions and allocations of a run through `stages`."""
    out = folder / "callgrind.out"
    pipeline = f'[input]\nuse = "text"\npaths = ["{folder}/page-*.txt"]\n'
    pipeline += f'[run]\nthreads = 1\nspool = "{folder}"\nrejects-file = "{folder}/rejects.jsonl"\n'
    pipeline += "".join(f'[[stage]]\nuse = "{stage}"\n' for stage in stages)
    pipeline += f'[[output]]\nuse = "jsonl"\npath = "{folder}/out.jsonl"\n'
    (folder / "pipeline.toml").write_text(pipeline, encoding="utf-8")
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", BINARY, "--quiet", "run",
               folder / "pipeline.toml"]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"the run under valgrind failed:\n{run.stderr}")
    return totals(out)


def totals(out):
    """The sum of a file of callgrind's, and the calls of allocating functions in it."""
    instructions, allocations, names, callee = 0, 0, {}, ""
    for line in out.open(encoding="utf-8", errors="replace"):
        if named := re.match(r"(c?fn)=\((\d+)\)(?: (.*))?", line):
            kind, number, name = named.groups()
            names.setdefault(number, name or "")
            if kind == "cfn":
                callee = names[number].strip()
        elif line.startswith("calls="):
            if callee in ALLOCATORS:
                allocations += int(line[6:].split()[0])
        elif line.startswith(("summary:", "totals:")):
            instructions = int(line.split()[1])
    return instructions, allocations


def check_answer(folder):
    """The run is worth counting only when it did the work."""
    articles = [json.loads(line) for line in (folder / "out.jsonl").open(encoding="utf-8")]
    headed = sum(article["headline"] is not None for article in articles)
    grouped = sum(article["group"] is not None for article in articles)
    rows = sum(len(article["metrics"]) for article in articles)
    whole = PAGES * ARTICLES
    if headed < 0.9 * whole or grouped < 1.5 * PAGES or rows < 3 * whole:
        sys.exit(f"{headed} headlines, {grouped} articles in groups, {rows} rows: the pages are not read")


def main():
    if not shutil.which("valgrind"):
        print("skipped: there is no valgrind")
        return
    compiler = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True)
    compiler = compiler.stdout.split()[1]
    counted = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        texts = pages()
        for number, text in enumerate(texts):
            (folder / f"page-{number:03}.txt").write_text(text, encoding="utf-8")
        size = sum(len(text.encode()) for text in texts)
        before = (0, 0)
        for end in range(len(STAGES) + 1):
            now = count(folder, STAGES[:end])
            step = STAGES[end - 1] if end else "reading and writing"
            counted[step] = {"instructions": now[0] - before[0], "allocations": now[1] - before[1]}
            before = now
        check_answer(folder)
    pinned = json.loads(PINS.read_text(encoding="utf-8")) if PINS.exists() else {}
    judged = pinned.get("compiler") == compiler
    failed = []
    print(f"{PAGES} pages, {size} bytes, {PAGES * ARTICLES} articles; rustc {compiler}")
    print("| step | instructions | a byte | allocations an article | against the pin |")
    print("| --- | --- | --- | --- | --- |")
    for step, figures in counted.items():
        instructions = figures["instructions"]
        pin = pinned.get("steps", {}).get(step, {}).get("instructions")
        change = instructions / pin - 1 if pin else 0.0
        if judged and change > SLACK:
            failed.append(step)
        print(f"| {step} | {instructions} | {instructions / size:.0f} "
              f"| {figures['allocations'] / (PAGES * ARTICLES):.0f} | {change:+.1%} |")
    if "--pin" in sys.argv[1:]:
        pins = {"compiler": compiler, "steps": counted}
        PINS.write_text(json.dumps(pins, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    elif failed:
        sys.exit(f"more than {SLACK:.0%} above the pin: {', '.join(failed)}; `--pin` where that is meant")
    elif not judged:
        print(f"not judged: the pins belong to rustc {pinned.get('compiler')}")


main()
