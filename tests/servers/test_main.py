"""The servers by hand."""

from __future__ import annotations

import pytest

from tests.servers.__main__ import main


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["start", "solr"], "'solr' is none of elasticsearch8, elasticsearch9, opensearch"),
        (["start", "opensearch=high"], "'high' is no port number"),
    ],
)
def test_a_wrong_argument_is_named(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert message in capsys.readouterr().err
