#!/usr/bin/env python3
"""Disks that fill up, folders that are not there, permissions that are lost.

    disk.py PROGRAM

In each case a run must end with exit code 3 and a message that names the file and says what to do;
what stood under final names must stand there still; and when the cause is mended, a run with
`--resume` must leave what an undisturbed run leaves. Small disks are tmpfs mounts, where they can be
made; a permission is lost under another user than root.

Python 3, standard library only. Exits with 1 at the first fault.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import HEAD, fail, pipeline

RUN = "threads = 2\nchunk = 16\n"
NOBODY = 65534


# Outputs that are tried alone, so that each meets the end of the disk.
ALONE = {"xlsx": "out/articles.xlsx", "parquet": "out/tables", "site": "out/site", "markdown": "out/articles"}


def only(output, path):
    """A pipeline with this output alone."""
    stages = '[[stage]]\nuse = "find-metrics"\n\n[[output]]\nuse = "{}"\npath = "{}"\n'
    return HEAD.format(paths="news.jsonl", run=RUN) + stages.format(output, path)


def news(documents):
    text = "全市新建公路120余公里,水渠今天上午通水,{0}户村民搬进新居。志愿者走进社区,{0}人参加。" * 4
    lines = ['{{"id":"{}","text":"{}"}}\n'.format(n, text.format(n)) for n in range(documents)]
    return "".join(lines) + '{"id":\n'


def files(folder):
    found = {}
    for path in sorted((folder / "out").rglob("*")):
        if path.is_file():
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


class Case:
    """A folder with a pipeline, its input, and the results of an older run."""

    def __init__(self, program, root, name, text=pipeline("news.jsonl", RUN)):
        self.program, self.name = program, name
        self.folder = root / name.replace(" ", "-")
        self.folder.mkdir()
        (self.folder / "pipeline.toml").write_text(text)
        (self.folder / "news.jsonl").write_text(news(20))

    def run(self, *more, **settings):
        command = [self.program, "run", "pipeline.toml", "--quiet", *more]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, **settings)

    def older_run(self):
        self.ends(self.run(), 1)
        self.old = files(self.folder)
        (self.folder / "news.jsonl").write_text(news(400))

    def ends(self, ran, code, *words):
        if ran.returncode != code:
            fail(f"{self.name}: exit code {ran.returncode}, not {code}: {ran.stderr}")
        for word in words:
            if word not in ran.stderr:
                fail(f"{self.name}: nothing of {word!r} in: {ran.stderr}")

    def fails(self, ran, *words):
        self.ends(ran, 3, "help: ", *words)
        self.is_old()

    def is_old(self):
        found = {name: it for name, it in files(self.folder).items() if "/.newsprint-" not in name}
        if found != self.old:
            fail(f"{self.name}: the old results are not there any more")

    def leaves(self, expected, *more):
        self.ends(self.run("--resume", *more), 1)
        if files(self.folder) != expected:
            fail(f"{self.name}: the results are not those of an undisturbed run")
        print(f"{self.name}: in order")


def mount(folder, size, *more):
    options = ",".join([f"size={size}k", *more])
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True).returncode == 0


def full_disks(program, root, expected):
    need = sum(map(len, expected.values())) // 1024
    # The journal on a disk of its own, so that the outputs meet the end of theirs.
    for percent in [30, 60, 90, 110]:
        case = Case(program, root, f"outputs on a disk of {percent} per cent")
        out = case.folder / "out"
        out.mkdir()
        if not mount(out, 10 * need):
            return print("skipped: no small disk can be made here")
        try:
            case.older_run()
            if not mount(out, need * percent // 100, "remount"):
                fail(f"{case.name}: the disk cannot be made smaller")
            case.fails(case.run("--resume", "--set", "run.journal=journal"), "` failed: ", "make room")
            mount(out, 10 * need, "remount")
            case.leaves(expected, "--set", "run.journal=journal")
        finally:
            subprocess.run(["umount", str(out)], check=False)
    for output, path in ALONE.items():
        one_output(program, root, output, only(output, path))
    for setting, words in [
        ("run.spool=small", "documents cannot be spooled in `small`"),
        ("run.journal=small/journal", "the journal cannot be kept in `small/journal`"),
        ("run.rejects-file=small/rejects.jsonl", "rejects cannot be kept in `small/rejects.jsonl`"),
    ]:
        name, _ = setting.split("=")
        case = Case(program, root, f"{name} on a full disk")
        small = case.folder / "small"
        small.mkdir()
        mount(small, 16)
        try:
            case.older_run()
            more = []
            if "rejects" in setting:
                more = ["--set", "run.journal=journal"]
                (case.folder / "news.jsonl").write_text(news(400) + "x" * 100_000)
            case.fails(case.run("--resume", "--set", setting, *more), words, "make room")
            (case.folder / "news.jsonl").write_text(news(400))
            case.leaves(expected)
        finally:
            subprocess.run(["umount", str(small)], check=False)


def one_output(program, root, output, text):
    """This output alone meets the end of the disk, before its end and at it."""
    whole = Case(program, root, f"{output} undisturbed", text)
    whole.older_run()
    whole.ends(whole.run(), 1)
    expected = files(whole.folder)
    need = sum(-(-len(it) // 4096) * 4 for it in expected.values())
    for percent in [40, 80]:
        case = Case(program, root, f"{output} on a disk of {percent} per cent", text)
        out = case.folder / "out"
        out.mkdir()
        mount(out, 40 * need)
        try:
            case.older_run()
            used = sum(-(-len(it) // 4096) * 4 for it in case.old.values())
            if not mount(out, used + need * percent // 100, "remount"):
                fail(f"{case.name}: the disk cannot be made smaller")
            case.fails(case.run("--resume", "--set", "run.journal=journal"), "` failed: ", "make room")
            mount(out, 40 * need, "remount")
            case.leaves(expected, "--set", "run.journal=journal")
        finally:
            subprocess.run(["umount", str(out)], check=False)


def no_temporary_folder(program, root, expected):
    case = Case(program, root, "no temporary folder")
    case.older_run()
    nowhere = str(case.folder / "nowhere")
    environment = {**os.environ, "TMPDIR": nowhere}
    case.fails(case.run("--resume", env=environment), nowhere)
    case.fails(case.run("--resume", "--set", "run.spool=nowhere"), "nowhere")
    case.leaves(expected)


def lost_permission(program, root, expected):
    case = Case(program, root, "a permission that is lost")
    case.older_run()
    out = case.folder / "out"
    if os.geteuid() == 0:
        user = {"user": NOBODY}
        for path in [root, case.folder, *case.folder.rglob("*")]:
            os.chown(path, NOBODY, -1)
        if subprocess.run([program, "--version"], capture_output=True, **user).returncode != 0:
            return print("skipped: the program cannot be run by another user")
    else:
        user = {}
    command = [program, "run", "pipeline.toml", "-", "--quiet", "--set", "run.journal=journal"]
    run = subprocess.Popen(command, cwd=case.folder, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                           text=True, **user)
    begin = time.monotonic()
    while not (out / ".newsprint-lock").exists():
        if time.monotonic() - begin > 60:
            fail(f"{case.name}: the run does not begin")
        time.sleep(0.01)
    run.stdin.write(news(100))
    run.stdin.flush()
    out.chmod(0o555)
    _, said = run.communicate(news(300))
    out.chmod(0o755)
    case.fails(subprocess.CompletedProcess(command, run.returncode, "", said), "out/")
    case.leaves(expected, "--set", "run.journal=journal")


def main():
    program = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as root:
        root = Path(root)
        whole = Case(program, root, "undisturbed")
        whole.older_run()
        whole.ends(whole.run(), 1)
        expected = files(whole.folder)
        full_disks(program, root, expected)
        no_temporary_folder(program, root, expected)
        lost_permission(program, root, expected)


if __name__ == "__main__":
    main()
