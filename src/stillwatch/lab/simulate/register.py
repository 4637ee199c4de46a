"""All accounts of a world as Arrow columns, made once and picked from by account number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from stillwatch.lab.simulate import vocabulary as words
from stillwatch.lab.simulate.accounts import Block
from stillwatch.lab.simulate.identifiers import identifiers
from stillwatch.lab.simulate.infrastructure import Addresses


@dataclass(frozen=True, slots=True)
class Register:
    """Accounts in the shared numbering; `columns` are the fields that never change."""

    block: Block
    columns: dict[str, pa.Array]
    address: dict[str, pa.Array]
    """client_ip, asn and country by address number."""

    def pick(self, name: str, accounts: pa.Int32Array) -> pa.Array:
        """Return one column's values for a chunk's accounts."""
        return self.columns[name].take(accounts)


def register(block: Block, addresses: Addresses) -> Register:
    """Write out what every account's rows have in common."""
    ip, asn, country = addresses.columns()
    own_mail = np.array(block["mail_org"] != 0)
    own_domain = pc.binary_join_element_wise(
        pc.utf8_slice_codeunits(identifiers("d", block["mail_org"]), 0, 9), ".example", ""
    )
    free = pa.array(words.FREE_MAIL).take(pa.array(block["mail"]))
    columns = {
        "account_id": identifiers("acct_", block["key"]),
        "org_id": identifiers("org_", block["org"]),
        "device_id": identifiers("dev_", block["device"]),
        "payment_id": identifiers("card_", block["card"]),
        "email_domain": pc.if_else(pa.array(own_mail), own_domain, free),
        "signup_ts": pa.array(block["signup"], pa.timestamp("us", tz="UTC")),
        "signup_ip": ip.take(pa.array(block["signup_address"])),
        "plan": pa.array(words.PLANS).take(pa.array(block["plan"])),
    }
    return Register(block, columns, {"client_ip": ip, "asn": asn, "country": country})
