"""Invented queries: what somebody might type who looks for a passage."""

from hybrid_search.training.one_pass.queries.frequencies import Frequencies
from hybrid_search.training.one_pass.queries.invent import queries_for
from hybrid_search.training.one_pass.queries.kinds import Known
from hybrid_search.training.one_pass.queries.thesaurus import Thesaurus

__all__ = ["Frequencies", "Known", "Thesaurus", "queries_for"]
