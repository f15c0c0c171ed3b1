#!/usr/bin/env python3
"""Lets system calls of a run fail, one at a time, and kills runs at them.

    inject.py PROGRAM [--each 1] [--seed 1] [--calls read,write] [--table]

A small pipeline reads JSON Lines, drops exact copies, groups reprints with an index that stays,
reads figures, asks a program, and writes JSON Lines, CSV tables, a database, a folder of Markdown
and a site, with a journal. `strace` counts the calls of an undisturbed run. Then, for each call and
each fault, `--each` places are drawn (the first and the last are among them when there is more than
one), and for each a run starts where an older run has left its results and meets that fault there.
Seen to:

- the run ends with 3 and a message with a `help:`, or comes to its end all the same; it does not
  panic, hang or end in another way;
- what stands under a final name is what stood there before or the complete new result;
- a run that fails leaves no temporary file, unless taking it away is what failed;
- another run with `--resume` right afterwards leaves every byte of the undisturbed run, and nothing
  else.

Short writes and reads, which a file system may always answer with, and interrupted calls come from a
shim that is compiled here and loaded before the C library: a run with it must leave the same bytes.

`--table` prints the outcomes as Markdown. Needs strace, a C compiler for the shim, and a system that
allows tracing; skips with a message what it cannot do. Python 3, standard library only. Exits with 1
when something was not as it must be.
"""

import argparse
import collections
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from common import REPRINTS, index, pipeline, tree

RUN = """threads = 1
chunk = 4
memory = "4KiB"
spool = "temporary"
journal = "journal"
"""
ASK = """
[[stage]]
use = "exec"
command = ["sh", "answer.sh"]
reads = ["headline"]
writes = []
timeout = 20
"""
# Answers the greeting, and to each document that it stays as it is.
ANSWER = r"""
while read -r line; do
    number=${line#*:}
    number=${number%%[,\}]*}
    case $number in
        0) echo '{"n":0,"newsprint":"exec/1"}' ;;
        *) echo "{\"n\":$number}" ;;
    esac
done
"""
MORE_OUTPUTS = """
[[output]]
use = "markdown"
path = "out/pages"

[[output]]
use = "site"
path = "out/site"
"""
FILES = ["out/articles.jsonl", "out/rejects.jsonl"]
FOLDERS = ["out/tables", "out/database", "out/pages", "out/site"]

# The calls, and what each can answer with. KILL ends the process before the call is made.
FAULTS = {
    "openat": ["EACCES", "EMFILE", "ENOSPC", "EIO"],
    "read": ["EIO"],
    "pread64": ["EIO"],
    "write": ["ENOSPC", "EIO"],
    "pwrite64": ["ENOSPC", "EIO"],
    "fsync": ["EIO", "ENOSPC"],
    "fdatasync": ["EIO", "ENOSPC"],
    "syncfs": ["EIO", "ENOSPC"],
    "ftruncate": ["EIO", "ENOSPC"],
    "rename": ["EACCES", "EIO", "ENOSPC"],
    "linkat": ["EACCES", "ENOSPC"],
    "mkdir": ["EACCES", "ENOSPC"],
    "unlink": ["EACCES", "EIO"],
    "unlinkat": ["EACCES", "EIO"],
    "rmdir": ["EACCES", "EIO"],
    "getdents64": ["EIO"],
    "statx": ["EACCES", "EIO"],
    "lseek": ["EIO"],
    "flock": ["ENOLCK"],
    "pipe2": ["EMFILE"],
    "clone3": ["EAGAIN"],
}
OUTCOMES = ["failed, nothing changed", "failed, some outputs new", "rejected documents",
            "came to its end", "before the pipeline was read", "killed"]

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <unistd.h>
#include <sys/types.h>

/* Half of what is asked for, and every third call is interrupted. */
static __thread unsigned calls;
static int interrupted(void) { if (++calls % 3) return 0; errno = EINTR; return 1; }
static size_t half(size_t n) { return n > 1 ? n / 2 : n; }

#define SHORT(name, type, ...) \
    static ssize_t (*real)() ; if (!real) real = (ssize_t (*)())dlsym(RTLD_NEXT, name); \
    if (interrupted()) return -1; return real(__VA_ARGS__)

ssize_t write(int fd, const void *b, size_t n) { SHORT("write", , fd, b, half(n)); }
ssize_t pwrite64(int fd, const void *b, size_t n, off_t at) { SHORT("pwrite64", , fd, b, half(n), at); }
ssize_t read(int fd, void *b, size_t n) { SHORT("read", , fd, b, half(n)); }
ssize_t pread64(int fd, void *b, size_t n, off_t at) { SHORT("pread64", , fd, b, half(n), at); }
"""


def news(first, last):
    """Articles, a copy now and then, and a line that cannot be read."""
    lines = []
    for number in range(first, last):
        story = number if number % 5 else first
        text = (f"第{story}号水渠今天上午通水,全长{story + 20}公里,惠及{story * 7 + 30}户居民。"
                f"沿线的{story + 3}个村子派人来看,志愿者在{story}号闸口值守,有关部门将加大检查力度。")
        lines.append(json.dumps({"id": str(number), "title": f"{story}号水渠通水", "text": text,
                                 "date": "2024-06-28"}, ensure_ascii=False))
    lines.insert(len(lines) // 2, '{"id":')
    return "\n".join(lines) + "\n"


def results(folder):
    found = {name: tree(folder / name) for name in FILES + FOLDERS}
    return {**found, **index(folder / "index")}


def leftovers(folder):
    """What a run has to take away: temporary files and folders, and locks."""
    left = [*folder.rglob(".newsprint-*"), *(folder / "temporary").iterdir(),
            *(folder / "index").glob(".new-*")]
    return sorted(str(it.relative_to(folder)) for it in left)


def is_done(folder, new):
    """Whether a run has done all that it had to do, and has taken its journal away."""
    return not (folder / "journal").exists() and results(folder) == new


class Test:
    def __init__(self, program, root, articles):
        self.program, self.root = program, root
        self.base = root / "base"
        self.failures = []
        (self.base / "temporary").mkdir(parents=True)
        text = pipeline("news.jsonl", RUN, REPRINTS + ASK) + MORE_OUTPUTS
        (self.base / "pipeline.toml").write_text(text)
        (self.base / "answer.sh").write_text(ANSWER)
        (self.base / "news.jsonl").write_text(news(1, 8))
        self.ends(self.run(self.base), "the older run")
        self.old = results(self.base)
        (self.base / "news.jsonl").write_text(news(8, 8 + articles))
        whole = self.copy("whole")
        self.ends(self.run(whole), "the undisturbed run")
        self.new = results(whole)
        if leftovers(whole):
            sys.exit(f"failed: the undisturbed run leaves {leftovers(whole)}")

    def copy(self, name):
        folder = self.root / name
        shutil.copytree(self.base, folder)
        return folder

    def run(self, folder, *before, **environment):
        command = [*before, self.program, "run", "pipeline.toml", "--quiet"]
        environment = {**os.environ, "TMPDIR": str(folder / "temporary"), **environment}
        return subprocess.run(command, cwd=folder, env=environment, stderr=subprocess.PIPE,
                              text=True, timeout=120)

    def ends(self, ran, what):
        if ran.returncode != 1:
            sys.exit(f"failed: {what} ended with {ran.returncode}: {ran.stderr}")

    def calls(self):
        """How often each call is made, by the thread that makes it most often."""
        folder = self.copy("counted")
        log = self.root / "log"
        trace = ["strace", "-f", "-o", log, "-e", "trace=" + ",".join(FAULTS)]
        self.ends(self.run(folder, *trace), "the counted run")
        made = collections.Counter()
        for line in log.read_text(errors="replace").splitlines():
            found = re.match(r"(\d+) +(\w+)\(", line)
            if found:
                made[found[1], found[2]] += 1
        shutil.rmtree(folder)
        most = collections.Counter()
        for (_, call), count in made.items():
            most[call] = max(most[call], count)
        return most

    def fault(self, call, fault, at):
        """Meets the fault at the `at`th call of that name; gives the outcome, None when no call
        was met."""
        folder = self.copy("faulty")
        log = self.root / "log"
        inject = "signal=KILL" if fault == "KILL" else f"error={fault}"
        ran = self.run(folder, "strace", "-f", "-y", "-o", log, "-e", f"trace={call}", "-e",
                       f"inject={call}:{inject}:when={at}")
        lines = log.read_text(errors="replace").splitlines()
        met = [line for line in lines if "(INJECTED)" in line]
        killed = ran.returncode == -9 or (fault == "KILL" and ran.returncode == 137)
        outcome = None
        if met or killed:
            name = f"{call} {fault} at {at}"
            outcome = self.judge(folder, ran, killed, met, name)
            # What is done is not to be done again: the index would meet its own articles.
            if not is_done(folder, self.new):
                self.again(folder, name)
        shutil.rmtree(folder)
        return outcome

    def again(self, folder, name):
        """Another run must leave what an undisturbed one leaves."""
        ran = self.run(folder)
        found = results(folder)
        if ran.returncode != 1 or found != self.new:
            wrong = [it for it in {**found, **self.new} if found.get(it) != self.new.get(it)]
            self.fails(f"{name}: the run after it ends with {ran.returncode}, "
                       f"{wrong[:3]} other than undisturbed: {ran.stderr}")
        elif leftovers(folder):
            self.fails(f"{name}: the run after it leaves {leftovers(folder)}")

    def judge(self, folder, ran, killed, met, name):
        found = results(folder)
        for target in FILES + FOLDERS:
            may_be = [self.old[target], self.new[target]]
            # A folder is replaced by two renames; a kill may fall between them.
            if found[target] not in may_be + ([None] if killed and target in FOLDERS else []):
                if not self.has_rejects(folder):
                    self.fails(f"{name}: {target} is neither the old nor the new one")
        is_new = [target for target in FILES + FOLDERS if found[target] == self.new[target]]
        if killed:
            return "killed"
        told = f"{name}: exit code {ran.returncode}: {ran.stderr.strip()}\n    {met[0]}"
        if ran.returncode == 127 or "error while loading shared libraries" in ran.stderr:
            return "before the pipeline was read"
        if ran.returncode not in (0, 1, 2, 3):
            self.fails(told)
        if ran.returncode in (2, 3) and "help: " not in ran.stderr:
            self.fails(f"{told}\n    it does not say what to do")
        # What finds and takes away may have failed; a lock that the system did not give is a file.
        may_stay = re.match(r"(unlink|unlinkat|rmdir|openat|getdents64|statx|flock) ", name)
        if leftovers(folder) and not may_stay:
            self.fails(f"{told}\n    it leaves {leftovers(folder)}")
        if ran.returncode == 2:
            return "before the pipeline was read"
        if ran.returncode == 3:
            return "failed, some outputs new" if is_new else "failed, nothing changed"
        if found == self.new:
            return "came to its end"
        if self.has_rejects(folder):
            return "rejected documents"
        self.fails(f"{told}\n    it ends as if nothing had been, with other results")
        return "came to its end"

    def has_rejects(self, folder):
        """Whether documents were rejected that an undisturbed run has not rejected."""
        rejects = folder / "out/rejects.jsonl"
        codes = rejects.read_text().splitlines() if rejects.exists() else []
        codes = [json.loads(line)["code"] for line in codes]
        return any(code not in ("bad-json", "exact-copy") for code in codes)

    def fails(self, message):
        print(f"failed: {message}", flush=True)
        self.failures.append(message)

    def short(self):
        """Reads and writes that do half of what they are asked for, or nothing yet."""
        source, library = self.root / "shim.c", self.root / "shim.so"
        source.write_text(SHIM)
        compiler = ["cc", "-w", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"]
        if shutil.which("cc") is None or subprocess.run(compiler).returncode != 0:
            return print("skipped: no C compiler for short reads and writes")
        folder = self.copy("short")
        ran = self.run(folder, LD_PRELOAD=str(library))
        if ran.returncode != 1 or results(folder) != self.new or leftovers(folder):
            self.fails(f"short and interrupted reads and writes: exit code {ran.returncode}, "
                       f"{leftovers(folder)} left: {ran.stderr}")
        else:
            print("short and interrupted reads and writes: every byte as in the undisturbed run")
        shutil.rmtree(folder)


def drawn(rng, count, each):
    """Places among `count`: the ends and others between them."""
    if each == 1:
        return [rng.randint(1, count)]
    between = rng.sample(range(2, count), min(each - 2, count - 2)) if count > 2 else []
    return sorted({1, count, *between})


def main():
    arguments = argparse.ArgumentParser(description="lets the system calls of runs fail")
    arguments.add_argument("program", type=Path)
    arguments.add_argument("--each", type=int, default=1)
    # From some 300 on, an output has so many files that it is synced with its disk.
    arguments.add_argument("--articles", type=int, default=14)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--calls")
    arguments.add_argument("--table", action="store_true")
    args = arguments.parse_args()
    if shutil.which("strace") is None or subprocess.run(
            ["strace", "-o", os.devnull, "true"], capture_output=True).returncode != 0:
        return print("skipped: strace is not there, or may not trace here")
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as root:
        test = Test(str(args.program.resolve()), Path(root), args.articles)
        test.short()
        made = test.calls()
        wanted = args.calls.split(",") if args.calls else FAULTS
        seen, total = {}, 0
        for call in (call for call in FAULTS if call in wanted and made[call]):
            for fault in FAULTS[call] + ["KILL"]:
                counts = collections.Counter()
                for at in drawn(rng, made[call], args.each):
                    counts[test.fault(call, fault, at)] += 1
                seen[call, fault] = counts
                total += counts.total() - counts[None]
        report(made, seen, args.table)
        print(f"{total} faults injected, {len(test.failures)} of them not as it must be")
        if test.failures:
            sys.exit(1)


def report(made, seen, as_table):
    if as_table:
        print("| call | made | fault | injected | " + " | ".join(OUTCOMES) + " |")
        print("| --- " * (4 + len(OUTCOMES)) + "|")
    for (call, fault), counts in seen.items():
        injected = counts.total() - counts[None]
        if as_table:
            cells = [call, made[call], fault, injected, *(counts[it] or "" for it in OUTCOMES)]
            print("| " + " | ".join(map(str, cells)) + " |")
        else:
            told = ", ".join(f"{counts[it]} {it}" for it in OUTCOMES if counts[it])
            print(f"{call} {fault}: {told or 'no call was met'}")


if __name__ == "__main__":
    main()
