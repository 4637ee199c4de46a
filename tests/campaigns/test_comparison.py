"""Two campaigns side by side: what is in both is counted, and nothing is concluded."""

from __future__ import annotations

from stillwatch.campaigns.comparison import compare_campaigns
from stillwatch.model.comparison import Compared
from tests.campaigns.conftest import Scene


def compared(scene: Scene, one: str, other: str) -> Compared:
    first, second = scene.named(one), scene.named(other)
    return compare_campaigns((first.campaign, first.detail), (second.campaign, second.detail))


def test_a_campaign_beside_itself_has_everything_in_common(scene: Scene) -> None:
    found = compared(scene, "north", "north")
    assert found.same_campaign
    assert (found.accounts.both, found.accounts.share_of_smaller) == (33, 1.0)
    assert found.items
    assert {item.in_both for item in found.items} <= {1.0, None}


def test_two_on_one_pool_share_addresses_and_nothing_of_their_own(scene: Scene) -> None:
    found = compared(scene, "north", "south")
    assert not found.same_campaign
    assert found.share_a_pool
    assert not found.one_continues_other
    assert found.accounts.both == 0
    items = {item.signal: item for item in found.items}
    assert items["payment"].in_both == items["template"].in_both == 0.0
    assert items["address"].sampled_in_both > 0
    assert (found.one.accounts, found.other.accounts) == (33, 20)


def test_it_survives_json(scene: Scene) -> None:
    found = compared(scene, "north", "south")
    assert Compared.model_validate_json(found.model_dump_json(by_alias=True)) == found


def test_a_result_without_profiles_can_be_compared_all_the_same(scene: Scene) -> None:
    one = scene.named("north")
    bare = one.detail.model_copy(update={"profile": None})
    found = compare_campaigns((one.campaign, bare), (one.campaign, one.detail))
    assert found.items == []
    assert found.one.profile is None
