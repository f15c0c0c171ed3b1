#!/usr/bin/env python3
"""Cuts a run into shards, kills some, runs them again, and compares what the merge leaves.

    shards.py PROGRAM [--shards 4] [--kills 1] [--documents 1500] [--seed 1]

The pipeline is that of `kill.py`: generated news, exact copies, reprints with an index that stays,
figures, three outputs. One run tells what has to come out. Then, in folders of their own:

- all shards, then a merge that does the rest;
- a round of shards after each decision, then a merge that only writes;
- the same with shards and merges that are killed (SIGKILL) at random moments and started again.

Seen to: every byte is that of the one run. Told: CPU seconds of each part, and the bytes that the
shards leave in the folder that they share. Python 3, standard library only. Exits with 1 at the
first difference.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from common import REPRINTS, fail, pipeline
from kill import results, write_news

RUN = """threads = 1
chunk = 64
spool = "." """


class Runs:
    """Runs of the program in one folder, with the CPU seconds that they took."""

    def __init__(self, program, folder):
        self.program, self.folder, self.cpu, self.wall = program, folder, 0.0, 0.0

    def run(self, *args, code=0, kill_after=None):
        """Whether it came to its end."""
        command = [str(self.program), *args, "--quiet"]
        with tempfile.TemporaryFile() as said:
            begin = time.monotonic()
            process = subprocess.Popen(command, cwd=self.folder, stderr=said)
            timer = threading.Timer(kill_after or 0, os.kill, [process.pid, signal.SIGKILL])
            if kill_after is not None:
                timer.start()
            _, status, usage = os.wait4(process.pid, 0)
            timer.cancel()
            process.returncode = os.waitstatus_to_exitcode(status)
            self.cpu += usage.ru_utime + usage.ru_stime
            self.wall += time.monotonic() - begin
            if process.returncode == -signal.SIGKILL and kill_after is not None:
                return False
            if process.returncode != code:
                said.seek(0)
                fail(f"{command} ended with {process.returncode}: {said.read().decode()}")
            return True

    def shard(self, number, of, kill_after=None):
        return self.run("run", "pipeline.toml", "--shard", f"{number}/{of}", kill_after=kill_after)

    def taken(self):
        """The CPU seconds since the last call."""
        cpu, self.cpu = self.cpu, 0.0
        return cpu


def shared_bytes(folder):
    shared = next((folder / "out").glob(".newsprint-shards-*"), None)
    files = shared.rglob("*") if shared else []
    return sum(file.stat().st_size for file in files if file.is_file())


def compare(folder, expected, what):
    found = results(folder)
    for name in sorted(set(found) | set(expected)):
        if found.get(name) != expected.get(name):
            fail(f"{what}: {name} is another")


def main():
    arguments = argparse.ArgumentParser(description="cuts a run into shards and kills some")
    arguments.add_argument("program", type=Path)
    arguments.add_argument("--shards", type=int, default=4)
    arguments.add_argument("--kills", type=int, default=1, help="of each shard in each round")
    arguments.add_argument("--documents", type=int, default=1500)
    arguments.add_argument("--seed", type=int, default=1)
    args = arguments.parse_args()
    program, shards, rng = args.program.resolve(), args.shards, random.Random(args.seed)
    with tempfile.TemporaryDirectory() as root:
        root = Path(root)
        base = root / "base"
        write_news(base / "news", args.documents, args.seed)
        (base / "pipeline.toml").write_text(pipeline("news/*.jsonl", RUN, REPRINTS))
        size = sum(file.stat().st_size for file in (base / "news").iterdir())
        copy = lambda name: Runs(program, Path(shutil.copytree(base, root / name)))

        whole = copy("whole")
        whole.run("run", "pipeline.toml", code=1)
        expected, one = results(whole.folder), whole.taken()
        print(f"{args.documents} documents, {size / 1e6:.1f} MB, {shards} shards")
        print(f"one run: {one:.2f} s of CPU")

        once = copy("once")
        for number in range(1, shards + 1):
            once.shard(number, shards)
        work, left = once.taken(), shared_bytes(once.folder)
        once.run("merge", "pipeline.toml", code=1)
        merge = once.taken()
        compare(once.folder, expected, "one round")
        print(f"one round: shards {work:.2f} s, merge {merge:.2f} s, together "
              f"{(work + merge) / one:.2f} of the one run; {left / 1e6:.1f} MB shared, "
              f"{left / size:.1f} times the input")

        rounds, parts, total, seconds = copy("rounds"), [], 0.0, []
        for what in ["decision", "decision", "merge"]:
            begin = time.monotonic()
            for number in range(1, shards + 1):
                rounds.shard(number, shards)
            seconds.append((time.monotonic() - begin) / shards)
            work, left = rounds.taken(), shared_bytes(rounds.folder)
            if what == "merge":
                rounds.run("merge", "pipeline.toml", code=1)
            else:
                rounds.run("merge", "pipeline.toml", "--resolve")
            rest = rounds.taken()
            parts.append(f"shards {work:.2f} s, {what} {rest:.2f} s")
            total += work + rest
        compare(rounds.folder, expected, "three rounds")
        print(f"three rounds: {'; '.join(parts)}; together {total / one:.2f} of the one run; "
              f"{left / 1e6:.1f} MB shared, {left / size:.1f} times the input")

        killed, kills = copy("killed"), 0
        for length, merge in zip(seconds, [["--resolve"], ["--resolve"], []]):
            for number in range(1, shards + 1):
                for _ in range(args.kills):
                    kills += not killed.shard(number, shards, rng.uniform(0, length))
                killed.shard(number, shards)
            command, code = ["merge", "pipeline.toml", *merge], 0 if merge else 1
            kills += not killed.run(*command, code=code, kill_after=rng.uniform(0, whole.wall / 2))
            killed.run(*command, code=code)
        compare(killed.folder, expected, "with kills")
        print(f"{kills} shards and merges were killed: every byte as of the one run")


if __name__ == "__main__":
    main()
