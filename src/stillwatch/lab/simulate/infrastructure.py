"""Where requests come from: networks and their addresses, and what accounts share.

Sharing copies the value of one account of a cluster to the others, so that what is shared
looks in every field like what an account has alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.lab.simulate.vocabulary import COUNTRIES

Indices = npt.NDArray[np.int32]

_FIRST_ASN: Final = 4_200_000_000
HOME, MOBILE, OFFICE, EXIT = range(4)
_NETWORKS_PER_COUNTRY: Final = 6
_KIND_OF_SLOT: Final = (HOME, HOME, HOME, MOBILE, OFFICE, EXIT)
_CARRIER_GATEWAYS: Final = 48
"""Addresses of a mobile carrier's translation gateway: many customers behind each."""
_EXITS: Final = 24
"""Exits of a commercial VPN or hosting network in one country."""

SHARES: Final = np.array([c.share for c in COUNTRIES]) / sum(c.share for c in COUNTRIES)
UTC_OFFSETS: Final = np.array([c.utc_offset for c in COUNTRIES])


@dataclass(slots=True)
class Addresses:
    """All addresses of a world, numbered; a number is what accounts and requests carry."""

    _networks: list[Indices] = field(default_factory=list)
    _hosts: list[Indices] = field(default_factory=list)
    _count: int = 0

    def draw(self, kind: int, country: Indices, rng: np.random.Generator) -> Indices:
        """Add one address of `kind` per entry of `country` (an index into COUNTRIES).

        Homes and offices are practically unique; carrier gateways and VPN exits are few,
        so that strangers meet on them.
        """
        slots = np.flatnonzero(np.array(_KIND_OF_SLOT) == kind)
        network = country * _NETWORKS_PER_COUNTRY + rng.choice(slots, len(country))
        room = {MOBILE: _CARRIER_GATEWAYS, EXIT: _EXITS}.get(kind, 65_000)
        self._networks.append(network.astype(np.int32))
        self._hosts.append(rng.integers(1, room + 1, len(country), dtype=np.int32))
        first, self._count = self._count, self._count + len(country)
        return np.arange(first, self._count, dtype=np.int32)

    def columns(self) -> tuple[pa.StringArray, pa.Int64Array, pa.StringArray]:
        """Return address, network number and country of every address by its number."""
        network, host = np.concatenate(self._networks), np.concatenate(self._hosts)
        octets = pa.array([str(number) for number in range(256)])
        parts = (240 + (network >> 8), network & 255, host >> 8, host & 255)
        texts = pc.binary_join_element_wise(*(octets.take(pa.array(p)) for p in parts), ".")
        codes = pa.array([c.code for c in COUNTRIES]).take(
            pa.array(network // _NETWORKS_PER_COUNTRY)
        )
        asn = _FIRST_ASN + network.astype(np.int64) * 97
        return texts, pa.array(asn), codes


def clusters(count: int, per: int, rng: np.random.Generator) -> Indices:
    """Deal `count` things into clusters of about `per`; return each one's leader.

    A leader's own leader is itself, so `values[clusters(...)]` shares values.
    """
    if per <= 1:
        return np.arange(count, dtype=np.int32)
    order = rng.permutation(count).astype(np.int32)
    heads = rng.random(count) < 1.0 / per
    if count:
        heads[0] = True
    leader_place = np.maximum.accumulate(np.where(heads, np.arange(count), 0))
    leaders = np.empty(count, np.int32)
    leaders[order] = order[leader_place]
    return leaders
