"""Raw news text in, clean articles, reprint groups and figures out.

`run` runs a pipeline file, as `newsprint run` does; `Pipeline` runs its stages over documents that come
from Python; `split_page`, `metrics` and `group_reprints` are single steps. `newsprint.spark` and `newsprint.ray` run a pipeline
file on the machines of a cluster, with the results of `newsprint run`.
"""

from newsprint._errors import ConfigError, DocumentError, Fault, NewsprintError, RunError
from newsprint._functions import Reprint, group_reprints, metrics, split_page
from newsprint._newsprint import __version__
from newsprint._pipeline import Pipeline, run

__all__ = [
    "ConfigError",
    "DocumentError",
    "Fault",
    "NewsprintError",
    "Pipeline",
    "Reprint",
    "RunError",
    "__version__",
    "group_reprints",
    "metrics",
    "run",
    "split_page",
]
