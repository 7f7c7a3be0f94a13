"""The servers that the tests can start: versions, sources, and how a node is configured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Product:
    """A server program: jars that Maven knows, and a few Java files that start them as one node."""

    name: str
    version: str
    jdk: int
    """Major version of the JDK that compiles and runs it."""
    pom: Path
    sources: tuple[Path, ...]
    """Folders of Java files."""
    main: str
    """The class with the main method, which takes settings as key=value."""
    jvm: tuple[str, ...] = ()
    """Flags of java beyond those that all have."""


ELASTICSEARCH8 = Product(
    name="elasticsearch8",
    version="8.19.21",
    jdk=17,
    pom=HERE / "elasticsearch" / "pom.xml",
    sources=(HERE / "common", HERE / "elasticsearch" / "src", HERE / "elasticsearch" / "src8"),
    main="org.elasticsearch.node.ClassPathNode",
)
ELASTICSEARCH9 = Product(
    name="elasticsearch9",
    version="9.5.3",
    jdk=25,
    pom=HERE / "elasticsearch" / "pom.xml",
    sources=(HERE / "common", HERE / "elasticsearch" / "src", HERE / "elasticsearch" / "src9"),
    main="org.elasticsearch.node.ClassPathNode",
    # The native libraries are not published; without a folder to look for them in, the node does not start.
    jvm=(
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Des.nativelibs.path=.",
    ),
)
OPENSEARCH = Product(
    name="opensearch",
    version="2.19.1",
    jdk=17,
    pom=HERE / "opensearch" / "pom.xml",
    sources=(HERE / "common", HERE / "opensearch" / "src"),
    main="servers.ClassPathNode",
)
PRODUCTS = {product.name: product for product in (ELASTICSEARCH8, ELASTICSEARCH9, OPENSEARCH)}

JVM = (
    "-Xms64m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # most of a short life is spent in compiling
    "-XX:+ExitOnOutOfMemoryError",
)

SETTINGS = {
    "cluster.name": "tests",
    "node.name": "node",
    "discovery.type": "single-node",
    "network.host": "127.0.0.1",  # HTTP and transport
    "node.processors": "2",
    "cluster.routing.allocation.disk.threshold_enabled": "false",  # a full disk is no reason to refuse small indexes
    "cluster.max_shards_per_node": "10000",
}
"""Everything else is as the vendor ships it; above all the fsync of each write, which the crash tests are about."""
