"""Exchanges with nothing wrong about them, for tests that spoil some."""

from __future__ import annotations

from typing import Any


def row(number: int, **more: Any) -> dict[str, Any]:
    """Return one good exchange."""
    return {
        "ts": f"2026-05-{1 + number % 28:02d}T10:00:00Z",
        "request_id": f"r{number}",
        "account_id": f"a{number % 7}",
        "model": "tern-2",
        "output_tokens": 100 + number,
        "prompt": f"What is {number} plus {number}?",
        **more,
    }
