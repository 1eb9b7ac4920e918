"""What lies inside: addresses of this machine and its neighbours, which nobody outside should make us ask."""

import asyncio
import socket
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit


async def leads_inside(url: str, target: str) -> bool:
    """Return whether a redirect leads from the open internet to this machine or its network.

    A name counts as inside if one of its addresses is, however it is spelled. A name that this machine
    cannot resolve, as behind some proxies, counts as outside.
    """
    here, there = urlsplit(url).hostname or "", urlsplit(target).hostname or ""
    return here != there and await _is_inside(there) and not await _is_inside(here)


async def _is_inside(host: str) -> bool:
    try:
        # Resolved even if it looks like a number: 127.1, 2130706433 and 0x7f.1 are this machine too.
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(is_inside(str(where[4][0])) for where in found)


def is_inside(address: str) -> bool:
    """Return whether an IP address is loopback, link-local, private, or otherwise not of the open internet."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return not ip.is_global or ip.is_multicast
