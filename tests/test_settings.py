"""Settings: closed, bounded, read from YAML with errors that name what was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from stillwatch.model.errors import SettingsError
from stillwatch.settings import IngestSettings, Part, Settings, load_settings


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "settings.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_without_a_file_there_are_defaults() -> None:
    assert load_settings(None) == Settings()


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "{}"])
def test_an_empty_file_changes_nothing(tmp_path: Path, text: str) -> None:
    assert load_settings(written(tmp_path, text)) == Settings()


def test_what_is_named_changes_and_the_rest_stays(tmp_path: Path) -> None:
    found = load_settings(written(tmp_path, "ingest: {keep_text: all}\nengine:\n  threads: 3\n"))
    assert (found.ingest.keep_text, found.engine.threads) == ("all", 3)
    assert found.ingest.commit_rows == Settings().ingest.commit_rows
    assert found.judgement == Settings().judgement


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ingest: {keep_txt: all}", r"ingest\.keep_txt: Extra inputs"),
        ("ingst: {}", r"ingst: Extra inputs"),
        ("ingest: {keep_text: sometimes}", r"ingest\.keep_text: .*'never', 'suspects' or 'all'"),
        ("ingest: {commit_rows: 0}", r"ingest\.commit_rows: .*greater than or equal to 1"),
        ("ingest: {commit_rows: many}", r"ingest\.commit_rows: .*integer"),
        ("linkage: {chance_degree: 1}", r"linkage\.chance_degree: .*less than 1"),
        ("engine: {memory_gib: .nan}", r"engine\.memory_gib: .*finite"),
        ("engine: {memory_gib: .inf}", r"engine\.memory_gib: .*finite"),
        ("engine: {memory_gib: 0.01}", r"engine\.memory_gib: .*0\.1"),
        ("ingest:", r"ingest: "),
        ("[]", r"settings: "),
        ("false", r"settings: "),
        ("just words", r"settings: "),
        ("a: [1", r"settings\.yaml:\d: is not YAML"),
        ("ingest:\n\tkeep_text: all", r"settings\.yaml:2: is not YAML"),
        ("when: 2026-99-99", r"is not YAML"),
        (b"\xff\xfe\x00", r"is not YAML"),
    ],
)
def test_what_is_wrong_is_named_as_it_was_written(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError, match=said) as caught:
        load_settings(path)
    assert str(path) in caught.value.where
    assert "docs/operations.md" in caught.value.remedy
    assert "\n" not in caught.value.line()


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load_settings(tmp_path / "nothing.yaml")


def test_settings_cannot_be_changed_once_made() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().ingest.keep_text = "all"  # type: ignore[misc]


def test_equal_settings_have_equal_digests_and_any_change_another() -> None:
    default = Settings()
    assert default.digest() == Settings.model_validate(default.model_dump()).digest()
    assert len(default.digest()) == 64
    digests = {default.digest()}
    for part, values in default.model_dump().items():
        for name, value in values.items():
            changed = Settings.model_validate({part: {name: other(value)}})
            assert changed != default, f"{part}.{name}"
            digests.add(changed.digest())
    assert len(digests) == 1 + sum(len(values) for values in default.model_dump().values())


def other(value: Any) -> Any:
    """Return another value that the setting's bounds allow."""
    if isinstance(value, str):
        return "never"
    if isinstance(value, tuple):
        return (*value, "content")
    return value + 1 if isinstance(value, int) else value * 0.8


def test_every_setting_says_what_it_means() -> None:
    parts = [field.annotation for field in Settings.model_fields.values()]
    for part in parts:
        assert isinstance(part, type)
        assert issubclass(part, Part)
        for name, field in part.model_fields.items():
            assert field.description, f"{part.__name__}.{name}"


def test_the_defaults_are_within_their_own_bounds() -> None:
    assert IngestSettings.model_validate(IngestSettings().model_dump()) == IngestSettings()
    assert Settings.model_validate(Settings().model_dump()) == Settings()
