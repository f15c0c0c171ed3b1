#!/usr/bin/env python3
"""Runs pipelines on Spark and on Ray, and compares what comes out with what one process makes of them.

usage: engines.py ARTICLES [spark] [ray]

From 20,000 articles on, it is also measured what an engine costs, and what is refused is left out.
"""
import hashlib
import json
import logging
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import corpus

LARGE = 20_000
# Code is compiled once and not a second time for speed, and garbage is collected by one thread: most of
# what Spark does here is to start.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
HERE = pathlib.Path(__file__).resolve().parent
passed = failed = 0


def test(act):
    """Runs a test; what it raises is told, and the others go on."""
    global passed, failed
    start = time.monotonic()
    try:
        act()
        passed, said = passed + 1, "ok"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a failure
        failed, said = failed + 1, f"FAILED: {type(error).__name__}: {error}"
    print(f"{act.__doc__.strip()}: {said} ({time.monotonic() - start:.0f} s)", flush=True)


def lines(place):
    files = [place] if place.is_file() else sorted(it for it in place.rglob("*") if it.is_file())
    for file in files:
        if not file.name.startswith((".", "_")):
            with open(file, "rb") as opened:
                yield from (line.removesuffix(b"\n") for line in opened)


def rows(files):
    from pyarrow import parquet

    for file in files:
        for batch in parquet.ParquetFile(file).iter_batches(batch_size=10_000):
            yield from (repr(row).encode() for row in batch.to_pylist())


def same(what, found, wanted):
    """Compares lines in any order; of a large corpus there is room for their hashes only."""
    def hashes(of):
        return sorted(hashlib.blake2b(line, digest_size=16).digest() for line in of())

    here, there = hashes(found), hashes(wanted)
    assert there, f"{what}: nothing is expected"
    if here != there:
        known = set(there)
        other = next((it for it in found() if hashlib.blake2b(it, digest_size=16).digest() not in known), "none")
        raise AssertionError(f"{what}: {len(here)}, not {len(there)}; not expected is {other!r}")


def same_lines(place, expected):
    same(place.name, lambda: lines(place), lambda: lines(expected))


def same_output(place, expected="one"):
    expected = pathlib.Path(expected)
    for name in ("articles.jsonl", "rejects.jsonl"):
        same_lines(place / name, expected / name)
    for name in ("articles", "metrics", "groups"):
        found, wanted = place / "tables" / name, expected / "tables/data" / name
        same(name, lambda: rows(found.glob("*.parquet")), lambda: rows(wanted.glob("*.parquet")))
    hidden = [it.name for it in pathlib.Path(".").glob(".newsprint-*")]
    assert not hidden, f"left behind: {hidden}"


def refused(act, *words, output="refused"):
    """What is refused says so, and leaves nothing."""
    import newsprint

    try:
        act()
    except newsprint.NewsprintError as error:
        assert all(word in str(error) for word in words), f"it says: {error}"
    else:
        raise AssertionError("it was not refused")
    left = [it.name for it in pathlib.Path(".").glob(".newsprint-*")]
    assert not pathlib.Path(output).exists() and not left, f"something was left: {left}"


def pipeline(name, *tables, source='use = "jsonl"\npaths = ["corpus"]', output='use = "jsonl"\npath = "a.jsonl"', run=""):
    stages = "".join(f"[[stage]]\n{table}\n" for table in tables)
    pathlib.Path(name).write_text(f"[input]\n{source}\n[run]\n{run}\n{stages}[[output]]\n{output}\n", encoding="utf-8")
    return name


def descendants():
    """The processes that this one has started, and theirs: the id and the command of each."""
    children = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            # Behind the name: the state, the parent, …, ticks of the process and of its children.
            fields = stat.read_text().rpartition(")")[2].split()
            command = stat.with_name("cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        child = (int(stat.parent.name), command, sum(map(int, fields[11:15])))
        children.setdefault(int(fields[1]), []).append(child)
    found, waiting = [], [os.getpid()]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child[0])
    return found


def cpu(program=""):
    """CPU seconds of this process and of all that it has started, or of those that run a program."""
    counted = [ticks for _, command, ticks in descendants() if command.split(" ")[0].endswith(program)]
    own = [] if program else [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(counted) / os.sysconf("SC_CLK_TCK") + sum(it.ru_utime + it.ru_stime for it in own)


def alone(toml):
    """Runs a pipeline file in a process; gives its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = f"import newsprint; newsprint.run({toml!r})"
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(articles, engines):
    corpus.write(pathlib.Path("corpus"), articles, 16)
    shutil.copy(HERE / "corpus.toml", "corpus.toml")
    shutil.copytree(HERE.parents[1] / "seeds", "seeds")
    one = alone("corpus.toml")
    print(f"one process: {articles} articles in {one:.1f} CPU s", flush=True)
    corpus.write_issue(pathlib.Path("issue"))
    page = pipeline("page.toml", 'use = "split-page"', 'use = "join-pages"', 'use = "find-metrics"', 'use = "limit"\nfirst = 20',
                    source='use = "text"\npaths = ["issue", "seeds"]',
                    output='use = "jsonl"\npath = "page/articles.jsonl"', run='rejects-file = "page/rejects.jsonl"')
    alone(page)
    if "spark" in engines:
        on_spark(one, articles >= LARGE)
    if "ray" in engines:
        on_ray(one, articles >= LARGE)


def measured(engine, started, one, run):
    """Runs on an engine and tells what it costs."""
    before, java, start = cpu(), cpu("java"), time.monotonic()
    report = run()
    taken, java, seconds = cpu() - before, cpu("java") - java, time.monotonic() - start
    print(f"{engine}: {taken:.1f} CPU s in {seconds:.0f} s, {java:.1f} of them in Java; {taken / one:.2f} times those of one "
          f"process; {started:.1f} CPU s more to start ({(taken + started) / one:.2f} times)", flush=True)
    return report


def on_spark(one, large):
    import pyspark
    from pyspark.sql import SparkSession

    import newsprint
    from newsprint import spark as engine

    os.environ.setdefault("SPARK_HOME", os.path.dirname(pyspark.__file__))
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_WORKER_DIR"] = os.path.abspath("work")
    before = cpu()
    builder = SparkSession.builder.master("local-cluster[2,1,2048]").config("spark.ui.enabled", "false")
    for key, value in {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
                       "spark.executor.memory": "2g", "spark.sql.shuffle.partitions": "8" if large else "3",
                       "spark.driver.extraJavaOptions": JAVA, "spark.executor.extraJavaOptions": JAVA,
                       "spark.log.level": "OFF", "spark.ui.showConsoleProgress": "false"}.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    started = cpu() - before

    def equal(output, report):
        same_output(pathlib.Path(output))
        assert report.failed and report.dropped and report.written == ["articles.jsonl", "tables", "rejects.jsonl"], report

    def costs():
        """Spark: the output is that of one process"""
        equal("on-spark", measured("Spark", started, one, lambda: engine.run(session, "corpus.toml", output="on-spark")))

    if large:
        test(costs)

    @test
    def killed():
        """Spark: the output is that of one process, also when a worker is killed"""
        done = {}
        work = threading.Thread(target=lambda: done.update(report=engine.run(session, "corpus.toml", output="killed")))
        work.start()
        while work.is_alive() and not list(pathlib.Path(".").glob(".newsprint-*/segment-*/_temporary")):
            time.sleep(0.05)
        workers = [pid for pid, command, _ in descendants() if "CoarseGrainedExecutorBackend" in command]
        assert len(workers) == 2 and work.is_alive(), f"workers {workers}"
        os.kill(workers[0], signal.SIGKILL)
        work.join()
        assert "report" in done, "the run has failed"
        equal("killed", done["report"])

    if large:
        return session.stop()

    @test
    def pages():
        """Spark: pages are read, joined and counted as one process does"""
        engine.run(session, "page.toml", output="spark-pages")
        same_lines(pathlib.Path("spark-pages/articles.jsonl"), pathlib.Path("page/articles.jsonl"))
        joined = [it for it in lines(pathlib.Path("spark-pages/articles.jsonl")) if b"newsprint-parse/joined" in it]
        assert len(joined) == 2, joined

    @test
    def frames():
        """Spark: a data frame gives what the rows give from Python"""
        records = [{"id": str(i), "text": f"去年,青岭市茶叶产量{i}.2万吨。"} for i in range(50)] + [{"id": "x", "text": None}]
        toml = pipeline("frame.toml", 'use = "drop-exact"', 'use = "find-metrics"')
        report = engine.run(session, toml, session.createDataFrame(records, "id string, text string"), "frame", name="frame")
        assert (report.read, report.failed) == (51, 1), report
        found = sorted(newsprint.Pipeline(toml).run(records, name="frame", rejects=[]), key=lambda it: it["id"])
        written = sorted(map(json.loads, lines(pathlib.Path("frame/a.jsonl"))), key=lambda it: it["id"])
        for article in found + written:
            del article["source"]["line"]
        assert found == written and len(found) == 50

    frame = session.createDataFrame([("a", 1)], "body_text string, id int")
    bad(lambda *given, **more: engine.run(session, *given, **more), frame)

    @test
    def lost():
        """Spark: a stage that brings its process down for good ends the run, and nothing is written"""
        toml = pipeline("dies.toml", 'use = "exec"\ncommand = ["sh", "-c", "kill -9 $PPID"]\nreads = ["headline"]')
        refused(lambda: engine.run(session, toml, output="refused"))

    session.stop()


def bad(run, frame):
    """What is refused before work starts, or leaves nothing."""

    @test
    def programs():
        """a program that a worker lacks is told before work starts"""
        folder = pathlib.Path("bin").absolute()
        folder.mkdir(exist_ok=True)
        (folder / "only-here").touch(mode=0o755)
        path = os.environ["PATH"]
        toml = pipeline("exec.toml", 'use = "exec"\ncommand = ["only-here"]\nreads = ["headline"]')
        refused(lambda: run(toml, output="refused"), "exec.toml:8:11", "there is no program `only-here`")
        os.environ["PATH"] = f"{folder}:{path}"
        try:
            refused(lambda: run(toml, output="refused"), "workers cannot run", "no program `only-here`")
        finally:
            os.environ["PATH"] = path

    @test
    def unknown():
        """a stage that the wheel lacks is told with its place"""
        refused(lambda: run(pipeline("other.toml", 'use = "acme-tone"'), output="refused"), "other.toml:7:7", "there is no stage `acme-tone`")

    @test
    def columns():
        """columns that do not fit are told before work starts"""
        refused(lambda: run(pipeline("frame.toml", 'use = "find-metrics"'), frame, "refused"), "body_text", "`text` is missing")

    @test
    def outputs():
        """an output that no engine can write is told, and so is an index"""
        toml = pipeline("site.toml", output='use = "markdown"\npath = "md"')
        refused(lambda: run(toml, output="refused"), "`markdown`")
        toml = pipeline("index.toml", 'use = "group-reprints"\nindex.path = "state"')
        refused(lambda: run(toml, output="refused"), "later runs")

    @test
    def stops():
        """a pipeline that allows no failure fails, and nothing is written"""
        toml = pipeline("stop.toml", 'use = "drop-exact"', run='on-error = "stop"')
        refused(lambda: run(toml, output="refused"), "corpus/part-", "`jsonl` failed: broken record")
        toml = pipeline("most.toml", run="max-bad = 0")
        refused(lambda: run(toml, output="refused"), "max-bad = 0")

    @test
    def exists():
        """an output that exists is left alone"""
        pathlib.Path("there").mkdir(exist_ok=True)
        refused(lambda: run(pipeline("plain.toml"), output="there"), "exists")
        assert not list(pathlib.Path("there").iterdir())


def on_ray(one, large):
    import ray

    from newsprint import ray as engine

    before = cpu()
    ray.init(num_cpus=2, include_dashboard=False, object_store_memory=1 << 30, log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    started = cpu() - before

    def costs():
        """Ray: the output is that of one process"""
        measured("Ray", started, one, lambda: engine.run("corpus.toml", output="on-ray"))
        same_output(pathlib.Path("on-ray"))

    if large:
        test(costs)

    @test
    def killed():
        """Ray: the output is that of one process, also when a worker is killed"""
        done = {}
        work = threading.Thread(target=lambda: done.update(report=engine.run("corpus.toml", output="ray-killed")))
        work.start()
        deadline = time.monotonic() + 120
        worker = None
        while work.is_alive() and worker is None and time.monotonic() < deadline:
            worker = next((pid for pid, command, _ in descendants() if command.startswith("ray::MapBatches(")), None)
            time.sleep(0.01)
        assert worker is not None, "no worker was seen"
        os.kill(worker, signal.SIGKILL)
        work.join()
        assert "report" in done, "the run has failed"
        same_output(pathlib.Path("ray-killed"))

    if not large:
        bad(engine.run, ray.data.from_items([{"body_text": "a", "id": 1}]))
    ray.shutdown()


if __name__ == "__main__":
    articles, *engines = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="newsprint-engines-") as folder:
        os.chdir(folder)
        main(int(articles), engines or ["spark", "ray"])
        os.chdir("/")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)
