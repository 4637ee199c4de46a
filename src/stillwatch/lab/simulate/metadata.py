"""How much a provider knows of its customers, in steps from everything to next to nothing.

Each step hides what the one before hides and more, so that what a detector finds along them is
a curve of what it depends on.
"""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

from stillwatch.model.exchange import EXCHANGE_SCHEMA, TEXT_FIELDS

Level = Literal["full", "no_payment", "network", "no_network", "sketches", "poor"]
"""full: all fields; no_payment: nothing of payment, plan, mail or sign-up; network: nor devices;
no_network: nor addresses, networks or TLS fingerprints, so account, organisation, key, session,
client and how a request was set up; sketches: account, time, model, tokens and what sketches
hold, no texts; poor: account, time, model and tokens."""

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
"""From rich to poor."""

_PAYMENT: Final = frozenset({"payment_id", "plan", "email_domain", "signup_ts", "signup_ip"})
_DEVICE: Final = _PAYMENT | {"device_id"}
_NETWORK: Final = _DEVICE | {"client_ip", "asn", "country", "tls_fingerprint"}
_LEAST: Final = frozenset(
    {"ts", "request_id", "account_id", "model", "input_tokens", "output_tokens"}
)
_ALL_ELSE: Final = frozenset(EXCHANGE_SCHEMA.names) - _LEAST

_HIDDEN: Final[dict[Level, frozenset[str]]] = {
    "full": frozenset(),
    "no_payment": _PAYMENT,
    "network": _DEVICE,
    "no_network": _NETWORK,
    "sketches": _ALL_ELSE,
    # Whether texts are logged is a setting of the world's own, which this level leaves alone.
    "poor": _ALL_ELSE - frozenset(TEXT_FIELDS),
}


def hidden_fields(level: Level) -> frozenset[str]:
    """Return the fields of EXCHANGE_SCHEMA that are null in a world of `level`."""
    return _HIDDEN[level]


def settings_at(level: Level) -> dict[str, Any]:
    """Return the world's settings `metadata`, `texts` and `sketches` for one step of the curve."""
    return {
        "metadata": level,
        "texts": level not in ("sketches", "poor"),
        "sketches": level == "sketches",
    }
