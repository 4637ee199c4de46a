"""The values honest customers and campaigns alike draw their fields from.

One vocabulary for all, so that no single field tells them apart. Addresses lie in
240.0.0.0/4 (reserved, class E) and networks have private numbers (RFC 6996): a simulated
log must never point at anybody's real machine. Mail domains end in `.example` (RFC 2606).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Country:
    """A country of users: its code, share of all customers, and hours east of UTC."""

    code: str
    share: float
    utc_offset: float


COUNTRIES: Final = (
    Country("US", 26, -6), Country("IN", 12, 5.5), Country("GB", 6, 0), Country("DE", 5.5, 1),
    Country("BR", 5, -3), Country("JP", 5, 9), Country("FR", 4, 1), Country("CA", 3.5, -5),
    Country("KR", 3, 9), Country("ID", 3, 7), Country("SG", 2.5, 8), Country("ES", 2.5, 1),
    Country("NL", 2.2, 1), Country("VN", 2, 7), Country("PL", 2, 1), Country("MX", 2, -6),
    Country("AU", 2, 10), Country("HK", 1.8, 8), Country("TR", 1.6, 3), Country("PH", 1.5, 8),
    Country("IT", 1.5, 1), Country("UA", 1.2, 2), Country("NG", 1.2, 1), Country("AR", 1, -3),
    Country("SE", 0.9, 1), Country("IL", 0.8, 2), Country("ZA", 0.7, 2), Country("TH", 0.6, 7),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Client:
    """A client build: how it names itself, its surface, and whether it streams answers."""

    surface: str
    user_agent: str
    tls_fingerprint: str
    streams: bool


_BROWSER: Final = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) {}"
CLIENTS: Final = (
    Client("web", _BROWSER.format("Windows NT 10.0; Win64; x64", "Chrome/141.0.0.0 Safari/537.36"),
           "t13d1516h2_8daaf6152771_d8a2da3f94cd", True),
    Client("web", _BROWSER.format("Macintosh; Intel Mac OS X 10_15_7", "Version/18.4 Safari/605"),
           "t13d2014h2_a09f3c656075_e42f34c56612", True),
    Client("web", _BROWSER.format("Linux; Android 15", "Chrome/140.0.0.0 Mobile Safari/537.36"),
           "t13d1517h2_8daaf6152771_b6f405a00624", True),
    Client("web", "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
           "t13d1717h2_5b57614c22b0_3cbfd9057e0d", True),
    Client("web", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Mobile/15E148",
           "t13d2013h2_a09f3c656075_7f0f34a4126d", True),
    Client("api", "model-sdk-python/1.42.0", "t13d1812h1_85036bcba153_375ca2c5e164", False),
    Client("api", "model-sdk-python/1.40.3", "t13d1812h1_85036bcba153_375ca2c5e164", False),
    Client("api", "model-sdk-node/4.11.2", "t13d5911h1_a33745022dd6_1f22a2ca17c4", True),
    Client("api", "python-requests/2.32.3", "t13d1811h1_85036bcba153_b26ce05bbdd6", False),
    Client("api", "Go-http-client/2.0", "t13d1312h2_f57a46bbacb6_e7c285222651", False),
    Client("api", "okhttp/4.12.0", "t13d1613h2_46e7e9700bed_eca864cca44a", True),
    Client("api", "loom-agent/2.3.1 (editor)", "t13d5911h1_a33745022dd6_8e6e362c5eac", True),
    Client("api", "loom-agent/2.2.0 (terminal)", "t13d5911h1_a33745022dd6_8e6e362c5eac", True),
    Client("cloud", "cloud-runtime-sdk/3.9", "t13d1712h1_ab0a1bf427ad_882d495ac381", False),
    Client("router", "model-router/0.9.4", "t13d1813h2_e8a523a41297_02713d6af862", True),
)  # fmt: skip
AGENT_CLIENT: Final = 11
APP_CLIENT: Final = 10
CLOUD_CLIENT: Final = 13
ROUTER_CLIENT: Final = 14

PERSONAS: Final = ("chatter", "coder", "builder", "student")
PERSONA_SHARES: Final = (0.47, 0.26, 0.19, 0.08)
CLIENTS_OF_PERSONA: Final = (
    (0.33, 0.22, 0.2, 0.06, 0.15, 0.01, 0, 0.01, 0, 0, 0.01, 0, 0, 0, 0.01),
    (0.1, 0.12, 0, 0.08, 0, 0.1, 0.03, 0.08, 0.03, 0.02, 0.01, 0.26, 0.13, 0.02, 0.02),
    (0.04, 0.05, 0, 0.02, 0, 0.24, 0.1, 0.15, 0.12, 0.08, 0.08, 0.02, 0.01, 0.06, 0.03),
    (0.38, 0.25, 0.12, 0.06, 0.12, 0.04, 0, 0.01, 0.01, 0, 0, 0.01, 0, 0, 0),
)
"""Rows: PERSONAS, columns: CLIENTS. Every client occurs among honest customers."""

PLANS: Final = ("free", "pro", "team", "enterprise")
PLANS_OF_PERSONA: Final = (
    (0.56, 0.36, 0.07, 0.01),
    (0.24, 0.5, 0.21, 0.05),
    (0.12, 0.42, 0.32, 0.14),
    (0.72, 0.24, 0.04, 0.0),
)
PLAN_ACTIVITY: Final = (0.35, 1.0, 1.9, 3.2)
"""How much an account of a plan sends, against `pro`: who uses more pays for more."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model on offer: share of use, whether it reasons first, milliseconds per token."""

    name: str
    share: float
    reasons: bool
    token_ms: float


MODELS: Final = (
    Model("meridian-small", 0.34, False, 6.0),
    Model("meridian-large", 0.41, False, 15.0),
    Model("meridian-think", 0.25, True, 11.0),
    Model("meridian-next", 0.0, True, 13.0),
)
THINKING_MODEL: Final = 2
RELEASED_MODEL: Final = 3

FREE_MAIL: Final = (
    "post.example", "inbox.example", "mailbox.example", "letter.example", "courier.example",
    "quickmail.example", "pigeon.example",
)  # fmt: skip
FREE_MAIL_SHARES: Final = (0.46, 0.22, 0.12, 0.08, 0.06, 0.04, 0.02)

METADATA: Final = ('{"env":"prod"}', '{"env":"staging"}', '{"app":"assistant","tier":"2"}')
TEMPERATURES: Final = (0.0, 0.2, 0.7, 1.0)
OUTPUT_LIMITS: Final = (512, 1024, 2048, 4096, 8192)
