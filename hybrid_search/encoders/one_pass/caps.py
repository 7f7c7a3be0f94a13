"""How many learned dimensions ``OnePassEncoder`` keeps, and with it what is trained and counted for it."""

DOCUMENT_NONZEROS = 96
QUERY_NONZEROS = 24
