"""The network block of an address: rented address space comes in neighbours."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc


def blocks(addresses: pa.Array) -> pa.Array:
    """Return the /24 (IPv4) or /48 (IPv6) of each address; null where it is none.

    A /48 is what one IPv6 customer gets (RFC 6177). Only distinct values are looked at.
    """
    encoded = pc.dictionary_encode(addresses)
    named = pa.array([_block(value) for value in encoded.dictionary.to_pylist()], pa.string())
    return named.take(encoded.indices)


@lru_cache(maxsize=1 << 16)
def _block(address: str | None) -> str | None:
    if address is None:
        return None
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    length = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, length), strict=False))
