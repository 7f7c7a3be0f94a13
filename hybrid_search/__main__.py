"""``python -m hybrid_search``: the same as the command ``hybrid-search``."""

from hybrid_search.cli import main

if __name__ == "__main__":
    main()
