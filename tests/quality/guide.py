#!/usr/bin/env python3
"""Runs the pages of the guide that compile something, as printed, in an empty folder each.

usage: guide.py BINARY

The other pages, and the other commands of these, are run by the tests of the workspace. What is
compiled goes into the workspace's `target`, where most of it stands already.
"""
import os, pathlib, re, shlex, shutil, subprocess, sys, tempfile, tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def fences(text):
    return re.findall(r"^```([^\n]*)\n(.*?)^```$", text, re.M | re.S)


def commands(script):
    """Each command with its exit code and what it prints on standard output."""
    for part in re.split(r"^\$ ", script, flags=re.M)[1:]:
        command, *rest = part.splitlines()
        code = next((int(line[2:]) for line in rest if line.startswith("? ")), 0)
        yield command, code, [line for line in rest if not line.startswith(("! ", "? "))]


def fits(pattern, line):
    return re.fullmatch(".*".join(map(re.escape, pattern.split("[..]"))), line) is not None


def all_fit(patterns, lines):
    if not patterns:
        return not lines
    if patterns[0] == "[..]":
        return any(all_fit(patterns[1:], lines[skip:]) for skip in range(len(lines) + 1))
    return bool(lines) and fits(patterns[0], lines[0]) and all_fit(patterns[1:], lines[1:])


def as_in_the_workspace(home):
    """Makes cargo build below `home` with the workspace's profile, so that what the two have in
    common need not be compiled twice."""
    manifest = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    profile = manifest[manifest.index("[profile.dev]"):]
    for crate in sorted(ROOT.glob("crates/*/Cargo.toml")):
        name = tomllib.loads(crate.read_text(encoding="utf-8"))["package"]["name"]
        profile += f"\n[profile.dev.package.{name}]\nopt-level = 0\n"
    (home / ".cargo").mkdir()
    (home / ".cargo/config.toml").write_text(profile, encoding="utf-8")


def tell(page, binary, home):
    here = home
    as_in_the_workspace(home)
    environment = os.environ | {"CARGO_TARGET_DIR": str(ROOT / "target"),
                                "PATH": f"{home / '.bin'}:{os.environ['PATH']}"}
    (home / ".bin").mkdir()
    shutil.copy(binary, home / ".bin/newsprint")
    for info, content in fences(page.read_text(encoding="utf-8")):
        language, _, name = info.partition(" ")
        if name:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(content, encoding="utf-8")
        elif language == "console":
            for command, code, expected in commands(content):
                words = shlex.split(command) if command.startswith("cd ") else command.split()
                if words[0] == "cd":
                    here = (here / words[1]).resolve()
                    if (here / "Cargo.toml").exists():
                        # The same versions too.
                        shutil.copy(ROOT / "Cargo.lock", here)
                    continue
                ran = subprocess.run(words, cwd=here, env=environment, capture_output=True,
                                     text=True)
                said = f"{page.name}: $ {command}\n{ran.stdout}\n{ran.stderr}"
                if ran.returncode != code:
                    sys.exit(f"{said}\nexit code {ran.returncode}, not {code}")
                lines = ran.stdout.splitlines()
                is_quiet = words[0] == "cargo" and not expected
                if not is_quiet and not all_fit(expected, lines):
                    sys.exit(f"{said}\nprinted something else")


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    pages = [page for page in sorted((ROOT / "docs/guide").glob("*.md"))
             if re.search(r"^\$ cargo ", page.read_text(encoding="utf-8"), re.M)]
    for page in pages:
        with tempfile.TemporaryDirectory() as folder:
            tell(page, binary, pathlib.Path(folder))
    if not pages:
        sys.exit("no page compiles anything")
    print(f"{', '.join(page.name for page in pages)}: every step works as printed")


if __name__ == "__main__":
    main()
