"""The compose file: one profile for each backend, pinned, checked for health, and reachable from this machine only."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.servers.products import ELASTICSEARCH8, ELASTICSEARCH9, OPENSEARCH

ROOT = Path(__file__).parent.parent
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
PROFILES = ("qdrant", "elasticsearch", "elasticsearch8", "opensearch", "pinecone")

each_service = pytest.mark.parametrize("service", SERVICES)


def test_there_is_one_profile_for_each_backend_and_each_server_is_in_its_own() -> None:
    assert {profile for service in SERVICES.values() for profile in service["profiles"]} == {*PROFILES}
    assert all(SERVICES[profile]["profiles"] == [profile] for profile in PROFILES)


@each_service
def test_an_image_is_pinned_to_a_version(service: str) -> None:
    assert re.fullmatch(r"[^:@]+:v?\d+\.\d+\.\d+[a-z0-9.]*", SERVICES[service]["image"])


@each_service
def test_ports_are_those_of_the_loopback_interface(service: str) -> None:
    ports = SERVICES[service].get("ports", [])
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert bool(ports) == (service in PROFILES)


def test_no_two_profiles_take_the_same_port() -> None:
    taken = [port.split(":")[1] for service in SERVICES.values() for port in service.get("ports", [])]
    assert len({*taken}) == len(taken)


@each_service
def test_health_is_asked_by_the_service_or_by_one_that_depends_on_it(service: str) -> None:
    asked_by = [service, *(name for name, other in SERVICES.items() if service in other.get("depends_on", []))]
    tests = [SERVICES[name]["healthcheck"]["test"] for name in asked_by if "healthcheck" in SERVICES[name]]
    assert tests
    assert all(test[0] in {"CMD", "CMD-SHELL"} for test in tests)


@pytest.mark.parametrize(
    ("service", "version"),
    [
        ("elasticsearch", ELASTICSEARCH9.version),
        ("elasticsearch8", ELASTICSEARCH8.version),
        ("opensearch", OPENSEARCH.version),
    ],
)
def test_the_version_is_the_one_that_the_tests_run(service: str, version: str) -> None:
    assert SERVICES[service]["image"].endswith(f":{version}")


@pytest.mark.parametrize("profile", PROFILES)
def test_make_starts_a_profile_and_waits_for_it(profile: str) -> None:
    assert _would_run(f"up-{profile}") == [f"docker compose --profile {profile} up --detach --wait"]


def test_make_down_ends_all_profiles() -> None:
    assert _would_run("down") == ["docker compose --profile '*' down"]


def _would_run(target: str) -> list[str]:
    command = ["make", "--no-print-directory", "--dry-run", target]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()
