from __future__ import annotations

from pathlib import Path

from stillwatch.lab.bench.baselines.fields import held_fields
from tests.lab.bench.baselines.small_logs import sent, window


def test_a_field_is_held_once_any_exchange_has_a_value(tmp_path: Path) -> None:
    rows = [sent("a"), sent("b", client_ip="198.51.100.1")]
    with window(tmp_path, rows) as engine:
        assert held_fields(engine, ("client_ip", "payment_id", "ts")) == {"client_ip", "ts"}


def test_an_empty_window_holds_nothing(tmp_path: Path) -> None:
    with window(tmp_path, []) as engine:
        assert held_fields(engine, ("client_ip", "ts")) == set()
