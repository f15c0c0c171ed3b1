"""A child that does what a document's headline says, however bad."""

import json
import os
import signal
import sys
import time


def say(reply):
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()


def raw(line):
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


answered = 0
for line in sys.stdin:
    request = json.loads(line)
    n = request["n"]
    if n == 0:
        if "--rubbish-hello" in sys.argv:
            raw(b"Welcome to the program!\n")
        elif "--next-version" in sys.argv:
            say({"n": 0, "newsprint": "exec/2"})
        elif "--silent-hello" in sys.argv:
            time.sleep(1000)
        else:
            say({"n": 0, "newsprint": "exec/1", "name": "obey", "version": "1"})
        if "--leave-after-hello" in sys.argv:
            sys.exit(0)
        continue
    order = request["articles"][0]["headline"]
    answer = {"n": n, "articles": [{"extensions": {"obey/order": order}}]}
    if order == "die":
        sys.stderr.write("Traceback, most recent call last\nObeyError: I was told to\n")
        sys.exit(3)
    elif order == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif order == "leave":
        sys.exit(0)
    elif order == "die once":
        # What is left behind makes the second try go well.
        try:
            os.mkdir(sys.argv[1])
        except FileExistsError:
            say(answer)
        else:
            sys.exit(1)
    elif order == "hang":
        # Deaf to everything but force.
        for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)
        time.sleep(1000)
    elif order == "grandchild":
        # Holds the pipes open after its parent is gone.
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(4)
    elif order == "rubbish":
        raw(b"what do you mean?\n")
    elif order == "half":
        raw(b'{"n": 1, "articles": ')
        sys.exit(0)
    elif order == "no text":
        raw(b'{"n": 1, "error": "\xff"}\n')
    elif order == "huge":
        block = b"x" * (1 << 20)
        for _ in range(80):
            raw(block)
        time.sleep(1000)
    elif order == "twice":
        say(answer)
        say(answer)
    elif order == "wrong number":
        say({"n": n + 1000})
    elif order == "flood":
        for _ in range(20000):
            sys.stderr.write("I have a lot to say. " * 10 + "\n")
        say(answer)
    elif order == "close stdin":
        os.close(0)
        say(answer)
        time.sleep(1000)
    elif order == "close stdout":
        os.close(1)
        time.sleep(1000)
    elif order == "error":
        say({"n": n, "error": "I do not like it"})
    elif order == "drop":
        say({"n": n, "drop": {"code": "unwanted", "value": "1 of 0"}})
    elif order == "drop article":
        say({"n": n, "articles": [{"drop": {"code": "unwanted", "value": "2 of 0"}}]})
    elif order == "too many":
        say({"n": n, "articles": [None, None]})
    elif order == "undeclared":
        say({"n": n, "articles": [{"extensions": {"other/thing": 1}}]})
    elif order == "unknown key":
        say({"n": n, "headline": "new"})
    elif order == "environment":
        names = [name for name in ("CARGO_MANIFEST_DIR", "PATH") if name in os.environ]
        say({"n": n, "articles": [{"extensions": {"obey/order": names}}]})
    elif order == "number":
        say({"n": n, "articles": [{"extensions": {"obey/order": os.getpid()}}]})
    elif order == "nothing":
        say({"n": n})
    else:
        say(answer)
    answered += 1
    if "--leave-after-three" in sys.argv and answered == 3:
        sys.exit(0)

if "--stay" in sys.argv:
    time.sleep(1000)
