"""Blocks of addresses: neighbours meet, strangers do not, and what is no address is nothing."""

from __future__ import annotations

import ipaddress

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillwatch.ingest.networks import blocks


def block(address: str | None) -> str | None:
    found: str | None = blocks(pa.array([address], pa.string()))[0].as_py()
    return found


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        (" 203.0.113.255 ", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("2001:DB8:0001:ffff::", "2001:db8:1::/48"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("203.0.113", None),
        ("203.0.113.256", None),
        ("203.0.113.9:443", None),
        ("unknown", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_has_its_block(address: str | None, wanted: str | None) -> None:
    assert block(address) == wanted


@given(st.ip_addresses(v=4), st.ip_addresses(v=4))
def test_two_addresses_share_a_block_if_and_only_if_they_are_neighbours(
    one: ipaddress.IPv4Address, other: ipaddress.IPv4Address
) -> None:
    assert (block(str(one)) == block(str(other))) == (int(one) >> 8 == int(other) >> 8)


@given(st.ip_addresses(v=6))
def test_a_block_holds_its_address(address: ipaddress.IPv6Address) -> None:
    found = block(str(address))
    assert found is not None
    network = ipaddress.ip_network(found)
    mapped = address.ipv4_mapped
    assert (mapped or address) in network


def test_rows_keep_their_order_and_nulls() -> None:
    addresses = ["203.0.113.9", None, "x", "203.0.113.10", "198.51.100.1"]
    found = blocks(pa.array(addresses, pa.string()))
    assert found.to_pylist() == ["203.0.113.0/24", None, None, "203.0.113.0/24", "198.51.100.0/24"]
    assert blocks(pa.array([], pa.string())).to_pylist() == []
    assert blocks(pa.nulls(2, pa.string())).to_pylist() == [None, None]
