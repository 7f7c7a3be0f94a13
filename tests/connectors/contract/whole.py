"""Everything that a connector promises, as one suite."""

from __future__ import annotations

from tests.connectors.contract.concurrency import ConcurrencyContract
from tests.connectors.contract.filters import FilterContract
from tests.connectors.contract.generations import GenerationContract
from tests.connectors.contract.hostile import HostileContract
from tests.connectors.contract.lifecycle import LifecycleContract
from tests.connectors.contract.native import NativeContract
from tests.connectors.contract.parity import ParityContract
from tests.connectors.contract.records import RecordContract
from tests.connectors.contract.rows import RowContract
from tests.connectors.contract.searches import SearchContract
from tests.connectors.contract.settling import SettlingContract


class WholeContract(
    LifecycleContract,
    GenerationContract,
    RowContract,
    SettlingContract,
    SearchContract,
    ParityContract,
    FilterContract,
    HostileContract,
    RecordContract,
    NativeContract,
    ConcurrencyContract,
):
    """Everything; what a connector's test class inherits."""
