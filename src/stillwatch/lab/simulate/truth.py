"""The truth of a world, written apart from its logs: who harvests, and which requests."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from stillwatch.lab.simulate.group import Group

ACCOUNT_TRUTH: Final = pa.schema(
    [
        pa.field("account_id", pa.string(), nullable=False),
        pa.field("actor", pa.string()),
        pa.field("group", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("look_alike", pa.string()),
        pa.field("technique", pa.string()),
        pa.field("exchanges", pa.int64(), nullable=False),
        pa.field("harvest_exchanges", pa.int64(), nullable=False),
    ]
)
EXCHANGE_TRUTH: Final = pa.schema(
    [
        pa.field("request_id", pa.string(), nullable=False),
        pa.field("is_harvest", pa.bool_(), nullable=False),
        pa.field("actor", pa.string()),
    ]
)


class Truth:
    """Collects per account, writes per exchange as the days go by."""

    def __init__(self, folder: Path, groups: list[Group]) -> None:
        self._folder = folder
        self._groups = groups
        sizes = [len(group.block) for group in groups]
        self._group = np.repeat(np.arange(len(groups)), sizes)
        self._actors = pa.array([group.actor for group in groups], pa.string())
        self.exchanges = np.zeros(len(self._group), np.int64)
        self.harvest = np.zeros(len(self._group), np.int64)
        self._writer = pq.ParquetWriter(
            folder / "exchanges.parquet", EXCHANGE_TRUTH, compression="zstd", compression_level=1
        )

    def add(
        self,
        request_ids: pa.ChunkedArray,
        accounts: npt.NDArray[np.int32],
        harvested: npt.NDArray[np.bool_],
    ) -> None:
        """Note a chunk. `harvested`: for the harvest, and answered."""
        size = len(self._group)
        self.exchanges += np.bincount(accounts, minlength=size)
        self.harvest += np.bincount(accounts[harvested], minlength=size)
        actors = self._actors.take(pa.array(self._group[accounts]))
        columns = [request_ids, pa.array(harvested), actors]
        self._writer.write_table(pa.table(columns, schema=EXCHANGE_TRUTH))

    def close(self, account_ids: pa.StringArray) -> None:
        """Write the accounts, in the order of their ids so that no order tells groups.

        Where an account occurs twice, its requests are counted together under the group that
        was named first: an actor's, before those of the people it bought accounts from.
        """
        self._writer.close()
        ids, first, account = np.unique(
            account_ids.to_numpy(zero_copy_only=False), return_index=True, return_inverse=True
        )
        group = pa.array(self._group[first])
        named = {
            name: pa.array([getattr(g, attribute) for g in self._groups], pa.string()).take(group)
            for name, attribute in (
                ("actor", "actor"), ("group", "name"), ("kind", "kind"),
                ("look_alike", "look_alike"), ("technique", "technique"),
            )
        }  # fmt: skip
        counts = {
            name: np.bincount(account, counted, len(ids)).astype(np.int64)
            for name, counted in (
                ("exchanges", self.exchanges), ("harvest_exchanges", self.harvest),
            )
        }  # fmt: skip
        table = pa.table({"account_id": ids, **named, **counts}, schema=ACCOUNT_TRUTH)
        pq.write_table(table, self._folder / "accounts.parquet")
