"""The drawn graph keeps to its limits, to its frame and to what is tied."""

from __future__ import annotations

from stillwatch.interfaces.report.graph import MAP_HEIGHT, MAP_WIDTH, axis_map, draw, outline
from stillwatch.model.report import GRAPH_NODES, AccountNode, ItemNode, Tie, TieGraph
from tests.interfaces.invented import Pair


def test_every_tie_is_drawn_between_its_ends(pair: Pair) -> None:
    graph = pair[1].campaigns[0].graph
    drawing = draw(graph)
    assert drawing is not None
    assert len(drawing.lines) == len(graph.ties)
    at = {d.index: (d.x, d.y) for d in drawing.dots} | {h.index: (h.x, h.y) for h in drawing.hubs}
    assert all(at[line.a] == (line.x1, line.y1) for line in drawing.lines)
    assert all(at[line.b] == (line.x2, line.y2) for line in drawing.lines)
    assert all(0 < x < 960 and 0 < y < 560 for x, y in at.values())


def test_labels_do_not_cover_each_other(pair: Pair) -> None:
    drawing = draw(pair[1].campaigns[0].graph)
    assert drawing is not None
    labelled = [(h.x, h.y) for h in drawing.hubs if h.label]
    assert labelled
    for n, (x, y) in enumerate(labelled):
        assert all(abs(x - u) > 100 or abs(y - v) > 10 for u, v in labelled[:n])


def test_too_many_nodes_are_cut_and_counted() -> None:
    big = TieGraph(
        accounts=[AccountNode(id=f"a{n}", exchanges=1, membership=1) for n in range(900)],
        items=[
            ItemNode(id=f"i{n}", kind="card", family="payment", label="c", accounts=900 - n)
            for n in range(400)
        ],
        ties=[Tie(account=f"a{n}", item=f"i{n % 400}", bits=9) for n in range(900)],
        accounts_left_out=50,
    )
    drawing = draw(big)
    assert drawing is not None
    assert len(drawing.dots) + len(drawing.hubs) == GRAPH_NODES
    assert "left out for legibility: 800 accounts and 250 items" in drawing.summary


def test_a_graph_without_ties_is_not_drawn() -> None:
    lonely = TieGraph(
        accounts=[AccountNode(id="a", exchanges=1, membership=1)],
        items=[],
        ties=[Tie(account="a", item="gone", bits=1)],
    )
    assert draw(lonely) is None


def test_families_differ_in_shape_and_not_only_in_colour() -> None:
    families = ("payment", "device", "network", "client", "registration", "content", "new one")
    assert len({outline(f, 0, 0, 5) for f in families}) == len(families)


def test_only_groups_past_both_thresholds_lie_in_the_marked_corner(pair: Pair) -> None:
    document, detail = pair
    drawn = axis_map(document.campaigns, detail.cleared, detail.thresholds)
    assert drawn is not None
    assert drawn.threshold_x is not None
    assert drawn.threshold_y is not None
    inside = {
        spot.kind
        for spot in drawn.spots
        if spot.x >= drawn.threshold_x and spot.y <= drawn.threshold_y
    }
    assert inside == {"campaign"}
    assert len(drawn.spots) == len(document.campaigns) + len(detail.cleared)
    assert all(0 < s.x < MAP_WIDTH and 0 < s.y < MAP_HEIGHT for s in drawn.spots)


def test_a_map_of_one_or_no_group_is_not_drawn(pair: Pair) -> None:
    assert axis_map([], [], None) is None
    assert axis_map(pair[0].campaigns[:1], [], None) is None
    same = [pair[0].campaigns[0]] * 2
    assert axis_map(same, [], None) is not None
