"""`simulate` writes logs that ingest reads, and the truth apart."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import orjson
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml

from stillwatch.lab.simulate.boundary import mean_degree
from tests.interfaces.scanned import Scanned, stillwatch


def test_logs_and_truth_lie_apart(scanned: Scanned) -> None:
    days = sorted(path.name for path in (scanned.world / "logs").iterdir())
    assert len(days) == 14
    assert days[0] == "2026-05-04.parquet"
    truth = sorted(path.name for path in (scanned.world / "truth").iterdir())
    assert truth == ["accounts.parquet", "exchanges.parquet"]


def test_it_says_what_was_written(scanned: Scanned) -> None:
    said = scanned.said["simulate"].out
    truth = scanned.truth().values()
    campaign = [row for row in truth if row["kind"] == "campaign"]
    exchanges = sum(row["exchanges"] for row in truth)
    harvest = sum(row["harvest_exchanges"] for row in truth)
    assert f"{exchanges:,} exchanges of {len(truth):,} accounts over 14 days" in said
    assert f"of {len(campaign)} campaign accounts {harvest:,} are harvest" in said


def test_equal_seeds_give_equal_bytes(scanned: Scanned, tmp_path: Path) -> None:
    words = ("simulate", "demo", "--out", tmp_path / "again", "--size", "6000", "--seed", "3")
    assert stillwatch(*words).code == 0
    for path in sorted(scanned.world.rglob("*.parquet")):
        twin = tmp_path / "again" / path.relative_to(scanned.world)
        assert twin.read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["demo", "--churn", "1.5"], 2, "'--churn': Input should be less than or equal to 1"),
        (["demo", "--metadata", "much"], 2, "--metadata is full, no_payment, network, no_network"),
        (["demo", "--format", "csv"], 2, "--format is parquet or jsonl, not 'csv'"),
        (["demo", "--accounts", "9", "--rate", "2"], 2, "--accounts or --rate, not both"),
        (["demo", "--rate", "-2"], 1, "rate is exchanges per account and day, above 0, not -2.0"),
        (["demo", "--languages", "german"], 1, "campaigns.0.languages.0: String should match"),
        (["demo", "--set", "dais=3"], 1, "dais: there is no 'dais' -- names here: seed, start"),
        (["demo", "--set", "days=0"], 1, "days: Input should be greater than or equal to 1"),
        (["benign", "--aged", "1"], 1, "aged: this world has no campaign -- take another world"),
        (["none.yaml"], 1, "none.yaml: cannot be read: No such file or directory"),
        (["none.yaml", "--size", "9000"], 2, "--size is for worlds by name"),
        (["nothing"], 1, "no world is called 'nothing' -- use farm, hydra, drip"),
        (["demo", "--size", "10"], 2, "greater than or equal to 5000"),
        (["demo", "--split", "middle"], 2, "--split is train or test, not 'middle'"),
        (["demo", "--corpora", "nowhere"], 1, "nowhere: no such folder"),
    ],
)
def test_what_cannot_be_built_is_said_in_one_line(
    words: list[str], code: int, said: str, tmp_path: Path
) -> None:
    found = stillwatch("simulate", *words, "--out", tmp_path / "world")
    assert found.code == code
    assert said in found.err
    assert len(found.err.splitlines()) == 1
    assert not (tmp_path / "world" / "logs").exists()


def test_logs_that_are_there_are_not_written_over(scanned: Scanned) -> None:
    found = stillwatch("simulate", "demo", "--out", scanned.world, "--size", "5000")
    assert found.code == 1
    assert "the folder already holds logs -- name an empty folder" in found.err


def test_a_printed_world_is_the_same_world_by_file(tmp_path: Path) -> None:
    name = ("paraphrased", "--size", "5000", "--seed", "8", "--days", "4")
    printed = stillwatch("simulate", *name, "--print-spec")
    assert (printed.code, printed.err) == (0, "")
    path = tmp_path / "mine.yaml"
    path.write_text(printed.out, encoding="utf-8")
    assert stillwatch("simulate", *name, "--out", tmp_path / "name").code == 0
    assert stillwatch("simulate", path, "--out", tmp_path / "file").code == 0
    names = [p.relative_to(tmp_path / "name") for p in (tmp_path / "name").rglob("*.parquet")]
    assert len(names) == 6
    for each in names:
        one, other = (tmp_path / side / each for side in ("name", "file"))
        assert one.read_bytes() == other.read_bytes(), each


def test_a_seed_on_the_command_line_goes_before_the_files(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    document = yaml.safe_load(stillwatch("simulate", "farm", "--seed", "8", "--print-spec").out)
    path.write_bytes(orjson.dumps(document))
    for words, seed in (((), 8), (("--seed", "9"), 9)):
        said = stillwatch("simulate", path, "--print-spec", *words).out
        assert yaml.safe_load(said) == {**document, "seed": seed}


def test_every_knob_of_the_issue_has_an_option() -> None:
    words = [
        "--days", "9", "--accounts", "70", "--requests", "900", "--templates", "33",
        "--camouflage", "0.5", "--paraphrase", "0.25", "--shards", "3", "--synchrony", "0.1",
        "--churn", "0.2", "--aged", "0.3", "--bought", "0.4", "--languages", "de, fr",
        "--metadata", "sketches", "--format", "jsonl", "--set", "campaigns.*.reuse.per_card=1",
    ]  # fmt: skip
    spec = yaml.safe_load(stillwatch("simulate", "mixed", "--print-spec", *words).out)
    assert len(spec["campaigns"]) == 3
    for campaign in spec["campaigns"]:
        wanted = {
            "accounts": 70, "exchanges": 900, "templates": 33, "camouflage": 0.5,
            "paraphrase": 0.25, "shards": 3, "synchrony": 0.1, "churn": 0.2, "aged": 0.3,
            "bought": 0.4, "languages": ["de", "fr"],
        }  # fmt: skip
        assert {name: campaign[name] for name in wanted} == wanted
        assert campaign["reuse"]["per_card"] == 1
    assert (spec["days"], spec["format"]) == (9, "jsonl")
    assert (spec["metadata"], spec["texts"], spec["sketches"]) == ("sketches", False, True)
    said = stillwatch("simulate", "mixed", "--print-spec", "--no-texts", "--sketches").out
    spec = yaml.safe_load(said)
    assert (spec["metadata"], spec["texts"], spec["sketches"]) == ("full", False, True)
    said = stillwatch("simulate", "drip", "--print-spec", "--rate", "10", "--requests", "800").out
    assert yaml.safe_load(said)["campaigns"][0]["accounts"] == 40


def test_knobs_show_in_the_logs_and_the_boundary_is_named(tmp_path: Path) -> None:
    words = [
        "--size", "5000", "--days", "3", "--accounts", "50", "--requests", "900",
        "--templates", "400", "--metadata", "no_network", "--no-texts", "--format", "jsonl",
    ]  # fmt: skip
    found = stillwatch("simulate", "farm", "--out", tmp_path, *words)
    degree = mean_degree(900, 50, 800)
    assert f"actor-a (farm): D = {degree:.2g}, on the boundary of evasion" in found.out
    assert "(H 900, A 50, P 800)" in found.out
    assert "of 50 campaign accounts" in found.out
    days = sorted((tmp_path / "logs").iterdir())
    assert [day.suffix for day in days] == [".jsonl"] * 3
    fields: Counter[str] = Counter()
    for day in days:
        for line in day.read_bytes().splitlines():
            fields.update(orjson.loads(line).keys())
    assert fields["user_agent"] == fields["ts"] > 3_000
    assert not {"client_ip", "device_id", "payment_id", "prompt", "response"} & set(fields)


def test_where_to_write_must_be_said() -> None:
    found = stillwatch("simulate", "farm")
    assert found.code == 2
    assert "--out is missing: name a folder to write to, or --print-spec" in found.err


def test_real_traces_set_the_pace(tmp_path: Path, corpora: Path) -> None:
    """A back-end's trace has no night: more of the world falls into the small hours."""

    def night(*words: str | Path) -> float:
        out = tmp_path / ("paced" if words else "plain")
        arguments = ("simulate", "benign", "--out", out, "--size", "6000", "--no-texts", *words)
        assert stillwatch(*arguments).code == 0
        logs = pq.read_table(out / "logs", columns=["ts", "country"])
        asked = logs.filter(pc.equal(logs["country"], "GB"))
        hours = pc.hour(asked["ts"]).to_numpy()
        return float(((hours >= 1) & (hours < 6)).mean())

    assert night("--timing", corpora / "timing_servegen") > 1.5 * night()


def test_a_folder_without_traces_is_an_error(tmp_path: Path) -> None:
    said = stillwatch("simulate", "benign", "--out", tmp_path / "w", "--timing", tmp_path)
    assert said.code == 1
    assert "no known trace found" in said.err
