"""Small named records."""

from __future__ import annotations

from tests.connectors.contract.base import HOSTILE, ConnectorContract
from tests.connectors.contract.opened import Opened


class RecordContract(ConnectorContract):
    def test_a_record_is_kept_until_it_is_replaced_or_deleted(self, made: Opened) -> None:
        run, connector = made.run, made.connector
        assert run(connector.get_record("key")) is None
        run(connector.put_record("key", b"one"))
        run(connector.put_record("key", b"two"))
        assert run(connector.get_record("key")) == b"two"
        assert run(connector.list_records("")) == ["key"]
        run(connector.delete_record("key"))
        run(connector.delete_record("key"))
        assert run(connector.get_record("key")) is None
        assert run(connector.list_records("")) == []

    def test_any_key_is_kept_apart_from_every_other(self, made: Opened) -> None:
        for place, key in enumerate(HOSTILE):
            made.run(made.connector.put_record(key, str(place).encode()))
        found = {key: made.run(made.connector.get_record(key)) for key in HOSTILE}
        assert found == {key: str(place).encode() for place, key in enumerate(HOSTILE)}
        assert made.run(made.connector.list_records("")) == sorted(HOSTILE)
        for key in HOSTILE[::2]:
            made.run(made.connector.delete_record(key))
        assert made.run(made.connector.list_records("")) == sorted(HOSTILE[1::2])

    def test_keys_are_listed_by_prefix_sorted(self, made: Opened) -> None:
        for key in ("stats/b", "stats/a", "stats", "stat*", "other", "stats/ä"):
            made.run(made.connector.put_record(key, b""))
        assert made.run(made.connector.list_records("stats/")) == ["stats/a", "stats/b", "stats/ä"]
        assert made.run(made.connector.list_records("stat*")) == ["stat*"]
        assert made.run(made.connector.list_records("absent")) == []

    def test_any_value_up_to_a_megabyte_comes_back(self, made: Opened) -> None:
        for value in (b"", b"\n", b"\x00\xff\n\r\n", bytes(range(256)) * 10, b"\n\n{}", b"x" * 10**6):
            made.run(made.connector.put_record("key", value))
            assert made.run(made.connector.get_record("key")) == value

    def test_records_are_no_rows(self, made: Opened) -> None:
        made.run(made.connector.put_record("a", b"value"))
        assert made.count() == 0
        assert made.ids() == set()
        assert made.run(made.connector.fetch(["a"])) == {}
