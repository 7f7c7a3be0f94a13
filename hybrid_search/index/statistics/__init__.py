"""Collection statistics: in how many documents each sparse dimension occurs, counted by those who write.

Each index object that writes keeps one record of what it has written; a search sums the records of all of them. Query
weights follow the sum where the encoder is :class:`hybrid_search.encoders.statistics.Adaptive`; with any other encoder
nothing is counted, written or read.
"""
