"""`explain` shows all that the package holds on a signal, for both kinds."""

from __future__ import annotations

import pytest

from stillwatch.interfaces.cli.app import main
from stillwatch.interfaces.cli.explain import how, needs, signal_named, sql_of
from stillwatch.model.errors import StillwatchError
from stillwatch.model.signal import Signal
from stillwatch.signals.catalogue import SIGNALS


@pytest.mark.parametrize("signal", SIGNALS.values(), ids=lambda signal: signal.name)
def test_everything_a_reviewer_needs_is_shown(
    signal: Signal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    assert main(["explain", signal.name]) == 0
    shown = capsys.readouterr().out
    flat = " ".join(shown.split())
    told = [signal.title, signal.rationale, needs(signal), how(signal)]
    for text in [*told, *signal.references, *signal.false_positives]:
        assert text in flat
    for line in sql_of(signal).splitlines():
        assert f"    {line}" in shown, "SQL must stay whole, to be copied"


@pytest.mark.parametrize("typed", ["no_reading_time", "No-Reading-Time", " no reading time "])
def test_a_name_may_be_typed_in_several_ways(typed: str) -> None:
    assert signal_named(typed).name == "no_reading_time"


@pytest.mark.parametrize(("typed", "closest"), [("payments", "payment"), ("adress", "address")])
def test_an_unknown_name_is_answered_with_the_closest(typed: str, closest: str) -> None:
    with pytest.raises(StillwatchError, match=f"there is no signal '{typed}'.*'{closest}'"):
        signal_named(typed)


def test_a_name_like_no_other_still_gets_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "%%%"]) == 1
    assert "`stillwatch signals` lists them all" in capsys.readouterr().err


def test_needs_tell_one_from_any_and_all() -> None:
    assert needs(SIGNALS["payment"]).startswith("payment_id; where it is empty")
    assert needs(SIGNALS["client_build"]).startswith(
        "one of user_agent, tls_fingerprint; where all"
    )
    assert "email_domain; where one is empty" in needs(SIGNALS["registration_batch"])
