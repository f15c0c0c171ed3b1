"""A stage that does no harm, with the helper."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "python"))

import newsprint_stage


def length(article):
    print("this goes to the log")
    body = "".join(block["text"] for block in article["blocks"])
    if "翻" in body:
        return newsprint_stage.Change(
            {"good/length": len(body)},
            [{"code": "good-seen", "severity": "info", "message": "it was seen"}],
        )
    return {"good/length": len(body)}


newsprint_stage.run(length, name="good", version="1")
