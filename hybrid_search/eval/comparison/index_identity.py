"""What was searched, to be recorded with a result."""

from __future__ import annotations

from hybrid_search.index import HybridIndex


def index_identity(index: HybridIndex) -> dict[str, str]:
    """URL with any password masked, backend, documents, encoder, and what the encoder says of itself."""
    stats = index.stats()
    return {
        "url": stats.url,
        "backend": stats.backend,
        "documents": str(stats.documents),
        "encoder": stats.encoder,
        **{f"encoder {name}": str(value) for name, value in stats.encoder_info.items() if name != "encoder"},
    }
