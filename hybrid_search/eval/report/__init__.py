"""Results to be read: Markdown, a self-contained HTML page, and what a notebook shows.

Everything from documents, queries and names is escaped, so that no text can act as markup.
"""

from hybrid_search.eval.report.markdown import markdown
from hybrid_search.eval.report.page import fragment, page

__all__ = ["fragment", "markdown", "page"]
