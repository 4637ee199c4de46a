"""`python -m stillwatch.lab.content --corpora FOLDER`: fit the weights of `reads_as_task`.

`--out FILE` writes the weights, `--table FILE` how well they hold on corpora and languages left
out. Without corpora only texts of our own are there, and no weights fit for use.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from stillwatch.lab.content.fit import document, fit
from stillwatch.lab.content.leave_out import languages, on_test_side, on_train_side
from stillwatch.lab.content.page import page
from stillwatch.lab.content.sources import shipping, sources


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, write what was asked for, and return 0."""
    wanted = _parser().parse_args(arguments)
    every = sources(wanted.corpora, wanted.seed)
    basis = shipping(every)
    weights = fit(basis)
    if wanted.out:
        wanted.out.write_bytes(document(weights, basis))
    if wanted.table:
        lines = page(
            weights, on_test_side(every, weights), on_train_side(every), languages(every, basis)
        )
        wanted.table.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stillwatch.lab.content", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of real texts")
    parser.add_argument("--out", type=Path, help="file for the weights")
    parser.add_argument("--table", type=Path, help="file for the tables, in Markdown")
    parser.add_argument("--seed", type=int, default=1, help="what texts are drawn")
    return parser


if __name__ == "__main__":
    sys.exit(main())
