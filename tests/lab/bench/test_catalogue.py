from __future__ import annotations

import pytest

from stillwatch.lab.bench.catalogue import BASELINES, DETECTORS, detector
from stillwatch.lab.simulate.settings import Technique
from stillwatch.model.errors import SettingsError


def test_every_detector_says_where_it_is_from_and_how_it_is_set() -> None:
    for name, each in DETECTORS.items():
        assert each.name == name
        assert each.source
        assert each.setting
    assert len({each.name for each in BASELINES}) == 7


def test_every_technique_can_be_left_out() -> None:
    assert all(f"stillwatch without {technique.value}" in DETECTORS for technique in Technique)


def test_an_unknown_detector_is_named_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="synchrotrap"):
        detector("crystal ball")
