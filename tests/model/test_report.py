"""The sidecar is closed, and says so where it lacks something."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from stillwatch.model.errors import ResultError
from stillwatch.model.report import ACCOUNTS_SCHEMA, AccountRow, HourProfile, ReportDetail
from tests.interfaces.invented import build_pair


def test_the_sidecar_can_be_written_and_read_again() -> None:
    detail = build_pair((9, 6))[1]
    text = detail.model_dump_json(by_alias=True)
    assert ReportDetail.model_validate_json(text) == detail
    assert '"schema":"stillwatch.report/1"' in text


def test_unknown_parts_are_refused() -> None:
    raw = build_pair((9,))[1].model_dump(by_alias=True) | {"extra": 1}
    with pytest.raises(ValidationError, match="extra"):
        ReportDetail.model_validate(raw)


def test_a_day_has_24_hours() -> None:
    with pytest.raises(ValidationError, match="24 items"):
        HourProfile(group=(1,) * 23, everyone=(1,) * 24)


def test_a_campaign_without_its_part_is_an_error_with_a_remedy() -> None:
    with pytest.raises(ResultError, match=r"'cmp-nowhere'.*run the scan again"):
        build_pair((9,))[1].of("cmp-nowhere")


def test_a_signal_nobody_described_keeps_its_name() -> None:
    assert build_pair((9,))[1].note("new_signal").title == "new_signal"


def test_the_account_row_is_the_account_table() -> None:
    assert list(AccountRow.model_fields) == ACCOUNTS_SCHEMA.names
