"""Addresses and clusters."""

from __future__ import annotations

import ipaddress

import numpy as np
import pytest

from stillwatch.lab.simulate import infrastructure as net


def test_addresses_point_at_nobody_and_fit_their_network_and_country() -> None:
    addresses = net.Addresses()
    rng = np.random.default_rng(1)
    country = rng.integers(0, len(net.SHARES), 500).astype(np.int32)
    for kind in (net.HOME, net.MOBILE, net.OFFICE, net.EXIT):
        addresses.draw(kind, country, rng)
    ip, asn, code = (column.to_pylist() for column in addresses.columns())
    reserved = ipaddress.ip_network("240.0.0.0/4")
    assert all(ipaddress.ip_address(text) in reserved for text in ip)
    assert len({(text.rsplit(".", 2)[0], number) for text, number in zip(ip, asn, strict=True)}) \
        == len(set(asn))  # fmt: skip
    assert all(4_200_000_000 <= number <= 4_294_967_294 for number in asn)
    assert code[:500] == code[500:1000]


def test_strangers_meet_behind_carriers_and_exits_but_not_at_home() -> None:
    rng = np.random.default_rng(1)
    met = {}
    for kind in (net.HOME, net.MOBILE, net.EXIT):
        addresses = net.Addresses()
        addresses.draw(kind, np.zeros(1_000, np.int32), rng)
        met[kind] = 1_000 - len(set(addresses.columns()[0].to_pylist()))
    assert met[net.HOME] < 20
    assert met[net.MOBILE] > 900
    assert met[net.EXIT] > 900


@pytest.mark.parametrize("per", [1, 2, 10])
def test_clusters_have_leaders_of_their_own_and_the_wanted_size(per: int) -> None:
    leaders = net.clusters(5_000, per, np.random.default_rng(1))
    assert (leaders[leaders] == leaders).all()
    assert len(set(leaders.tolist())) == pytest.approx(5_000 / per, rel=0.12)


def test_no_clusters_of_nothing() -> None:
    assert len(net.clusters(0, 5, np.random.default_rng(1))) == 0
