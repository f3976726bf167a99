"""The name on the network is announced only where it helps, and never stops the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.device.name_on_network import announced, worth_announcing


@pytest.mark.parametrize(
    ("host", "addresses", "expected"),
    [
        ("0.0.0.0", ["10.42.0.1", "127.0.0.1"], ["10.42.0.1"]),
        ("10.42.0.1", ["10.42.0.1"], ["10.42.0.1"]),
        ("127.0.0.1", ["10.42.0.1"], []),
        ("0.0.0.0", ["127.0.0.1"], []),
    ],
)
def test_only_addresses_that_others_can_reach(host: str, addresses: list[str], expected: list[str]) -> None:
    assert worth_announcing(host, addresses, avahi=Path("/nowhere")) == expected


def test_avahi_keeps_the_name_it_owns(tmp_path: Path) -> None:
    socket = tmp_path / "socket"
    socket.touch()
    assert worth_announcing("0.0.0.0", ["10.42.0.1"], avahi=socket) == []


def test_serving_this_machine_alone_announces_nothing() -> None:
    with announced("127.0.0.1", 8000, ["10.42.0.1"]) as named:
        assert named is False
