"""Training of a head for the one-pass encoder, on texts of the user's own or of Debian packages.

Needs the extra ``train``. The trained model is a folder that ``OnePassEncoder(path)`` opens.
"""

from hybrid_search.training.one_pass.plan import Plan
from hybrid_search.training.one_pass.run import Report, train
from hybrid_search.training.one_pass.settings import Settings
from hybrid_search.training.one_pass.shape import HeadShape
from hybrid_search.training.one_pass.watcher import Watcher

__all__ = ["HeadShape", "Plan", "Report", "Settings", "Watcher", "train"]
