"""How a request ended, folded to success, error or denied."""

from __future__ import annotations

import re
from typing import Final

SUCCESS: Final = "success"
ERROR: Final = "error"
DENIED: Final = "denied"

_SPOKEN: Final[dict[str, str]] = {
    SUCCESS: "success succeeded successful ok completed complete done finished passed true "
    "unset status_code_ok status_code_unset",
    ERROR: "error failure failed fail errored exception timeout timed_out cancelled canceled "
    "aborted incomplete false status_code_error internal_error server_error unavailable "
    "not_found invalid_request",
    DENIED: "denied deny blocked block forbidden rejected refused throttled suspended banned "
    "unauthorized unauthorised rate_limited ratelimited guardrail_intervened access_denied "
    "accessdenied permission_denied too_many_requests quota_exceeded content_filtered",
}
_WORDS: Final = {word: outcome for outcome, said in _SPOKEN.items() for word in said.split()}
# Unauthorised, forbidden, too many requests, unavailable for legal reasons.
_DENIED_CODES: Final = frozenset({401, 403, 429, 451})


def fold_status(word: str) -> str | None:
    """Return success, error or denied for a word or an HTTP code; None where it says neither."""
    if re.fullmatch(r"\d{3}(\.0+)?", word):
        return status_of_code(int(float(word)))
    folded = re.sub(r"[\s-]+", "_", word.strip().lower())
    return _WORDS.get(folded)


def status_of_code(code: int) -> str | None:
    """Return how an HTTP response of `code` ended."""
    if 200 <= code < 400:
        return SUCCESS
    if code in _DENIED_CODES:
        return DENIED
    return ERROR if 400 <= code < 600 else None
