from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from stillwatch.lab.bench.starscout import (
    SAMPLED,
    STARS,
    SUSPECTED,
    Linked,
    StarScoutFigures,
    _by_group,
    _dealt,
    _link,
    _stars,
    evaluate,
)
from stillwatch.model.errors import InputError

SOLD = ("shop/one", "shop/two", "shop/three")
CREW = [f"crew{number}" for number in range(60)]
BEGAN = datetime(2023, 1, 1)


def write(folder: Path, name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def stars(crew: Sequence[str], sold: Sequence[str], others: int) -> list[tuple[str, str, str]]:
    """Return stars: a crew that starred what was sold within two days, others whenever."""
    chance = random.Random(1)
    rows = []
    for account in crew:
        day = BEGAN + timedelta(days=30 + chance.randrange(2), seconds=chance.randrange(86_400))
        rows += [(repository, account, f"{day:%Y-%m-%dT%H:%M:%SZ}") for repository in sold]
    for number in range(others):
        day = BEGAN + timedelta(days=chance.randrange(300), seconds=chance.randrange(86_400))
        at = f"{day:%Y-%m-%dT%H:%M:%SZ}"
        rows.append((f"tool/{chance.randrange(150)}", f"other{number}", at))
    return rows


def published(
    folder: Path,
    given: Sequence[tuple[str, str, str]],
    suspected: Sequence[str] = (),
    sampled: Sequence[str] = (),
) -> Path:
    folder.mkdir(exist_ok=True)
    write(folder, STARS, ("github", "name", "starred_at"), given)
    for name, accounts in ((SUSPECTED, suspected), (SAMPLED, sampled)):
        write(folder, name, ("actor", "WatchEvent"), [(account, "1.0") for account in accounts])
    return folder


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> StarScoutFigures:
    """A sold crew of sixty among twelve hundred accounts, of whom later lists know some."""
    folder = tmp_path_factory.mktemp("planted")
    return evaluate(
        published(
            folder,
            stars(CREW, SOLD, others=1_200),
            suspected=[*CREW[:9], "other1", "elsewhere", "both"],
            sampled=[CREW[9], "other2", "other3", "both"],
        )
    )


def test_a_crew_that_starred_together_is_a_group(planted: StarScoutFigures) -> None:
    assert (planted.stars, planted.accounts) == (60 * 3 + 1_200, 1_260)
    assert planted.repositories == 153
    # It may come in two pieces, each with a repository of its own in front, and a few strangers.
    assert planted.found.groups <= 2
    assert 60 <= planted.found.accounts <= 66
    assert planted.recall.value == pytest.approx(60 / 1_260, rel=0.1)


def test_only_what_one_later_list_names_counts_for_precision(planted: StarScoutFigures) -> None:
    assert planted.precision.among == 10
    assert planted.precision.value == pytest.approx(0.9)
    assert planted.suspected_anyway.among == 13
    assert planted.suspected_anyway.value == pytest.approx(10 / 13)


def test_dealt_anew_the_crew_is_gone(planted: StarScoutFigures) -> None:
    assert (planted.dealt_anew.groups, planted.dealt_anew.accounts) == (0, 0)
    # Their month holds a tenth of all stars and all that was sold: it still stands out.
    assert planted.dealt_by_month.groups >= 1


def test_a_share_is_drawn_by_group_and_of_nothing_it_is_nothing() -> None:
    alike = _by_group(np.array([5, 5, 5]), np.array([10, 10, 10]))
    assert (alike.low, alike.high, alike.among) == (0.5, 0.5, 30)
    apart = _by_group(np.array([10, 0, 0]), np.array([10, 10, 0]))
    assert (apart.value, apart.low, apart.high) == (0.5, 0.0, 1.0)
    assert _by_group(np.array([0, 0]), np.array([0, 0])).among == 0


def test_dealing_keeps_what_it_should() -> None:
    given = pa.table({"account": list("abcdef"), "repository": list("uvwxyz")})
    month = np.array([2, 1, 2, 1, 2, 1])
    dealt = _dealt(given, month, np.random.default_rng(2))
    assert dealt.column("account") == given.column("account")
    told = dealt.column("repository").to_pylist()
    assert told != list("uvwxyz")
    assert {told[place] for place in (0, 2, 4)} == {"u", "w", "y"}


def test_what_was_quoted_carries_its_caveat_and_no_name(planted: StarScoutFigures) -> None:
    assert "agreement with them, not accuracy" in planted.caveat
    assert "crew" not in repr(planted).replace(planted.caveat, "")


@pytest.mark.parametrize("name", [STARS, SUSPECTED, SAMPLED])
def test_a_missing_list_is_named(name: str, tmp_path: Path) -> None:
    folder = published(tmp_path, stars([], [], others=3))
    (folder / name).unlink()
    with pytest.raises(InputError, match=f"{name}.*fetch the file"):
        evaluate(folder)


def test_a_list_with_other_columns_is_refused(tmp_path: Path) -> None:
    folder = published(tmp_path, stars([], [], others=3))
    write(folder, SUSPECTED, ("account",), [("a",)])
    with pytest.raises(InputError, match="actor"):
        evaluate(folder)


@pytest.mark.heavy
def test_a_quarter_of_the_real_stars_holds_groups_and_none_when_dealt_anew(
    corpora: Path, tmp_path: Path
) -> None:
    real = corpora / "coord_starscout" / STARS
    if not real.is_file():
        pytest.skip("no coord_starscout among the corpora")
    with real.open(encoding="utf-8", newline="") as file:
        rows = [(r["github"], r["name"], r["starred_at"]) for r in csv.DictReader(file)]
    early = _stars(published(tmp_path, [row for row in rows if row[2] < "2022-04"]) / STARS)
    found = Linked.of(_link(early))
    dealt = _dealt(early, np.zeros(early.num_rows), np.random.default_rng(1))
    assert found.accounts > 100
    assert 10 * Linked.of(_link(dealt)).accounts < found.accounts
