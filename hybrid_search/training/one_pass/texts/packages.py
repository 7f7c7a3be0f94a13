"""Which Debian packages are read, and how much of each."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType

DICTIONARIES = ("dict-foldoc", "dict-gcide", "dict-jargon", "dict-devil", "dict-elements")
MANUALS = ("manpages", "manpages-dev", "git-doc", "perl-doc")
BOOKS = ("anarchism", "debian-handbook", "gnome-user-docs", "debian-reference-en", "developers-reference")
DOCUMENTATION = (
    *("apache2-doc", "aptitude-doc-en", "autoconf-doc", "bacula-doc", "bash-doc", "bind9-doc", "debian-edu-doc-en"),
    *("cppreference-doc-en-html", "debian-faq", "docutils-doc", "erlang-doc", "exim4-doc-html", "flex-doc"),
    *("gimp-help-en", "gnuplot-doc", "grass-doc", "gromacs-data", "harden-doc", "hugin-data", "ledger"),
    *("installation-guide-amd64", "libboost1.74-doc", "libreoffice-help-en-us", "lilypond-doc-html", "linux-doc-6.1"),
    *("maxima-doc", "mutt", "ntpsec-doc", "octave-doc", "openjdk-17-doc", "postfix-doc", "postgresql-doc-15"),
    *("python-astropy-doc", "python-django-doc", "python-pandas-doc", "python-pygments-doc", "python-scipy-doc"),
    *("python-sklearn-doc", "python-sqlalchemy-doc", "python-statsmodels-doc", "python-sympy-doc", "python3.11-doc"),
    *("qtbase5-doc-html", "r-doc-html", "racket-doc", "rust-doc", "shorewall-doc", "slib", "sqlite3-doc"),
    *("texlive-base", "tuxpaint-data", "varnish-doc"),
)
PACKAGES = ("wordnet-base", *DICTIONARIES, *MANUALS, *BOOKS, *DOCUMENTATION)
"""Those of Debian 12; another release has most of them, and the others are left out and named."""

CAPS = MappingProxyType(
    defaultdict(
        lambda: 480,
        {
            "wordnet": 34_000,
            "dict-foldoc": 20_000,
            "dict-jargon": 5_000,
            "dict-gcide": 11_000,
            "packages": 13_000,
            "man": 1_500,
        }
        | dict.fromkeys(BOOKS, 1_400),
    )
)
"""Most passages of a package, so that no manual is half of the texts; 480 where nothing is said."""
