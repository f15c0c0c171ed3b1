"""Single steps, without a pipeline, with the options that they have by default."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from newsprint import _newsprint


def split_page(text: str, *, name: str = "page") -> dict[str, Any]:
    """Takes the text of a newspaper page apart.

    The result is a document as its line of JSON has it: `articles`, the `residue` that is in none of
    them with the reason, and `diagnostics`. Each character that is not blank is in one of the first
    two. `name` is what the page is called: ids are hashes of it and of the text.

    >>> text = "净化消费市场环境\\n本报讯 昨日,云溪县市场监管局组织开展专项检查。\\n检查人员要求商户明码标价。\\n"
    >>> page = split_page(text)
    >>> [article["headline"] for article in page["articles"]]
    ['净化消费市场环境']
    """
    page: dict[str, Any] = json.loads(_newsprint.split_page(text, name))
    return page


def metrics(text: str, *, date: str | None = None, place: str | None = None) -> list[dict[str, Any]]:
    """The figures that a text states, each a row as the `metrics` of an article have it.

    `date` is the day that words such as 去年 are counted from, `2024-06-28`; `place` the subject where
    the text names none. `evidence` counts bytes of the text in UTF-8.

    >>> text = "去年，青岭市茶叶产量5.2万吨，增长8.5%。"
    >>> for row in metrics(text, date="2024-06-28"):
    ...     print(row["subject"], row["indicator"], row["value"], row["unit"], row["period"])
    青岭市 茶叶产量 52000 吨 2023
    青岭市 茶叶产量 8.5 % 2023
    >>> start, end = metrics(text)[0]["evidence"][0]
    >>> text.encode()[start:end].decode()
    '5.2万吨'
    """
    rows: list[dict[str, Any]] = json.loads(_newsprint.metrics(text, date, place))
    return rows


class Reprint(NamedTuple):
    """A text among its reprints. Texts are named by their positions."""

    group: int
    """The first text of the group."""
    leader: int
    """The text that stands for the group."""
    kind: Literal["exact", "near", "contained"]
    """How this text is like the leader."""
    similarity: float
    """How much it is like the leader, from 0 to 1."""
    says_more: bool
    """Whether it is longer than the leader, which stands in it."""


def group_reprints(
    texts: Iterable[str],
    *,
    threshold: float | None = None,
    shortest: float | None = None,
    leader: Literal["longest", "earliest", "cleanest"] = "longest",
) -> list[Reprint | None]:
    """The place of each text among its reprints; `None` where it is alone.

    Each text is a whole body. `threshold` is the share of the shorter text that must stand in the
    longer, in the same order; `shortest` the length of the shorter as a share of the longer. Takes
    n log n time in the length of all texts.

    >>> notice = "云溪县交通运输局昨日发布消息,今年新增公交线路4条,投入新能源公交车36辆,方便沿线居民出行。"
    >>> other = "青岭市气象台今晨发布大风黄色预警,预计未来一天全市平均风力可达六级,请注意防范。"
    >>> [place and place.leader for place in group_reprints([notice, other, notice + "(完)"])]
    [2, None, 2]
    """
    places = _newsprint.group_reprints(list(texts), threshold, shortest, leader)
    return [place and Reprint(*place) for place in places]
