#!/usr/bin/env python3
"""Kills runs at random moments, lets others go on from them, and compares what they leave.

    kill.py PROGRAM [--kills 6] [--documents 1500] [--seed 1] [--threads 2]

A pipeline over generated news reads JSON Lines, drops exact copies, groups reprints with an index
that stays, reads figures, and writes JSON Lines, CSV tables and a database. It runs once without
being disturbed. Then, for each kill, a run starts where an older run has left its results, is
killed (SIGKILL) at a random moment, and another run is started with `--resume`. Seen to:

- what stands under a final name is always what stood there before, the complete new result, or,
  of a folder, for a moment nothing;
- in the end every byte is that of the undisturbed run, and nothing else is left;
- each chunk that was done when the run was killed is taken from the journal.

Python 3, standard library only. Exits with 1 at the first difference.
"""

import argparse
import json
import random
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from pathlib import Path

from common import REPRINTS, fail, index, pipeline, tree

RUN = """threads = {threads}
chunk = 64
spool = "."
"""

CLAUSES = """全市空气质量优良天数比率达到97.6%|新建改建农村公路120余公里|各县区落实惠民政策
基层治理水平得到提升|完成固定资产投资4691.72万元|城镇居民人均可支配收入同比增长6.5%
与会人员围绕议题进行讨论|志愿者走进社区开展活动|有关部门将加大检查力度|水渠今天上午通水
三十二户村民搬进新居|果园今年收了11.3万斤苹果|学校新添了两间实验室|老桥拓宽到12米""".replace("\n", "|").split("|")

FINAL_FILES = ["out/articles.jsonl", "out/rejects.jsonl", "index/manifest"]
FINAL_FOLDERS = ["out/tables", "out/database"]


def article(rng, number):
    sentences = []
    for _ in range(rng.randint(2, 6)):
        clauses = rng.sample(CLAUSES, 3)
        sentences.append(f"{clauses[0]},{clauses[1]},第{rng.randint(1, 9999)}期{clauses[2]}。")
    return {"id": str(number), "title": f"第{number}号报道", "date": "2024-06-28",
            "text": "".join(sentences)}


def write_news(folder, documents, seed):
    """Articles in four files; one in eight is a copy of an earlier one or nearly so, one line in a
    hundred cannot be read."""
    rng = random.Random(seed)
    folder.mkdir(parents=True)
    before = []
    for part in range(4):
        with open(folder / f"part-{part}.jsonl", "w", encoding="utf-8") as file:
            for number in range(part * documents // 4, (part + 1) * documents // 4):
                record = article(rng, number)
                if before and rng.random() < 0.125:
                    record["text"] = rng.choice(before)
                    if rng.random() < 0.5:
                        record["text"] += "本报将继续关注。"
                before.append(record["text"])
                line = json.dumps(record, ensure_ascii=False)
                file.write(line[:40] if rng.random() < 0.01 else line)
                file.write("\n")


def results(folder):
    """The hash of everything that a run leaves."""
    found = {name: tree(folder / name) for name in FINAL_FILES + FINAL_FOLDERS}
    return {**found, **index(folder / "index")}


def state(path):
    try:
        stat = path.stat()
        return (stat.st_ino, stat.st_mtime_ns, stat.st_size)
    except FileNotFoundError:
        return None


class Watch:
    """Looks again and again at what stands under final names."""

    def __init__(self, folder, allowed):
        self.folder, self.allowed, self.seen, self.looks = folder, allowed, {}, 0

    def look(self):
        self.looks += 1
        for name in FINAL_FILES + FINAL_FOLDERS:
            path = self.folder / name
            before = state(path)
            if before == self.seen.get(name, ()):
                continue
            try:
                found = tree(path)
            except FileNotFoundError:
                found = "changing"
            # What was replaced while it was being read says nothing; the next look does.
            if state(path) != before:
                continue
            may_be_absent = found is None and name in FINAL_FOLDERS
            if found not in self.allowed[name] and not may_be_absent:
                fail(f"{name} is partial: {found} is none of {self.allowed[name]}")
            self.seen[name] = before


def start(program, folder, *more):
    command = [str(program), "run", "pipeline.toml", "--resume", "--quiet", *more]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE)


def finish(process, watch=None):
    while process.poll() is None:
        if watch:
            watch.look()
        time.sleep(0.002)
    said = process.stderr.read().decode()
    if process.returncode != 1:
        fail(f"a run ended with {process.returncode}, not with rejects: {said}")


def chunks_done(folder):
    """The chunks that the journal holds: records with a segment, whose bytes are all there."""
    journals = list((folder / "out").glob(".newsprint-journal-*/log"))
    if not journals:
        return 0
    log = journals[0].read_bytes()
    at, chunks = log.find(b"\n") + 1, 0
    while at + 48 <= len(log):
        segment, _, _, length = struct.unpack_from("<4Q", log, at)
        at += 48 + length
        chunks += segment != 0 and at <= len(log)
    return chunks


def main():
    arguments = argparse.ArgumentParser(description="kills runs and lets others go on")
    arguments.add_argument("program", type=Path)
    arguments.add_argument("--kills", type=int, default=6)
    arguments.add_argument("--documents", type=int, default=1500)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--threads", type=int, default=2)
    args = arguments.parse_args()
    program = args.program.resolve()
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as root:
        root = Path(root)
        base, whole = root / "base", root / "whole"
        write_news(base / "news", 200, args.seed + 1)
        run = RUN.format(threads=args.threads)
        (base / "pipeline.toml").write_text(pipeline("news/*.jsonl", run, REPRINTS))
        finish(start(program, base))
        old = results(base)
        shutil.rmtree(base / "news")
        write_news(base / "news", args.documents, args.seed)
        shutil.copytree(base, whole)
        begin = time.monotonic()
        finish(start(program, whole, "--report", "report.json"))
        length = time.monotonic() - begin
        all_chunks = json.loads((whole / "report.json").read_text())["journal"]["worked-on"]
        expected = results(whole)
        allowed = {name: {old[name], expected[name]} for name in FINAL_FILES + FINAL_FOLDERS}
        print(f"{args.documents} documents in {all_chunks} chunks, {length:.1f} s undisturbed, "
              f"{args.threads} threads")
        done_before, taken, worked, looks, late = 0, 0, 0, 0, 0
        kills = 0
        while kills < args.kills:
            folder = root / "killed"
            shutil.copytree(base, folder)
            watch = Watch(folder, allowed)
            moment = rng.uniform(0, length)
            begin = time.monotonic()
            process = start(program, folder)
            while process.poll() is None and time.monotonic() - begin < moment:
                watch.look()
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            if process.returncode != -signal.SIGKILL:
                # This run was faster than the first: no kill.
                shutil.rmtree(folder)
                length *= 0.95
                continue
            kills += 1
            watch.look()
            done = chunks_done(folder)
            replaced = tree(folder / "out/articles.jsonl") == expected["out/articles.jsonl"]
            finish(start(program, folder, "--report", "report.json"), watch)
            watch.look()
            report = json.loads((folder / "report.json").read_text())["journal"]
            found = results(folder)
            for name in sorted(set(found) | set(expected)):
                if found.get(name) != expected.get(name):
                    fail(f"kill {kills} after {moment:.2f} s: {name} is another")
            left = [it for it in folder.rglob(".newsprint-*")]
            if left:
                fail(f"kill {kills} after {moment:.2f} s: {left[0]} is left")
            if report["taken"] != done or report["taken"] + report["worked-on"] != all_chunks:
                fail(f"kill {kills} after {moment:.2f} s: {done} of {all_chunks} chunks were done, "
                     f"{report['taken']} were taken and {report['worked-on']} worked on")
            done_before, looks = done_before + done, looks + watch.looks
            taken, worked = taken + report["taken"], worked + report["worked-on"]
            late += replaced
            shutil.rmtree(folder)
        print(f"{kills} kills, {late} of them after the first output had its name: every byte as in "
              f"the undisturbed run")
        print(f"{looks} looks at final names: none was partial")
        print(f"{done_before} chunks were done when runs were killed, {taken} were taken from the "
              f"journal, {done_before - taken} done again; {worked} were left to do")


if __name__ == "__main__":
    main()
