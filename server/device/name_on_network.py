"""Being found on the network by name: http://classroom.local, from a laptop that has no avahi of its own."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

log = logging.getLogger("classroom.network")
AVAHI = Path("/run/avahi-daemon/socket")
NAME = "classroom.local."


def worth_announcing(host: str, addresses: list[str], avahi: Path = AVAHI) -> list[str]:
    """The addresses to announce: none when only this machine is served, none where avahi owns the name already."""
    if avahi.exists() or host in {"127.0.0.1", "localhost", "::1"}:
        return []
    return [a for a in addresses if not ipaddress.ip_address(a).is_loopback]


@contextmanager
def announced(host: str, port: int, addresses: list[str]) -> Iterator[bool]:
    """Announce the server while it runs. Yields whether it is; a network that refuses only costs the name."""
    found = worth_announcing(host, addresses)
    if not found:
        yield False
        return
    # Slow to import and not needed to serve, so only here.
    from zeroconf import Error, IPVersion, ServiceInfo, Zeroconf

    service = ServiceInfo(
        "_http._tcp.local.",
        "Classroom._http._tcp.local.",
        addresses=[ipaddress.ip_address(a).packed for a in found],
        port=port,
        server=NAME,
        properties={"path": "/"},
    )
    network = None
    try:
        network = Zeroconf(interfaces=found, ip_version=IPVersion.V4Only)
        network.register_service(service, allow_name_change=True)
    except (Error, OSError) as error:
        log.warning("The name classroom.local is not announced (%s); the address works.", error)
        if network is not None:
            network.close()
        network = None
    try:
        yield network is not None
    finally:
        if network is not None:
            network.unregister_service(service)
            network.close()
