"""The page answers at once, holds nothing foreign, and lets no log text become markup."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from stillwatch.interfaces.report.render import render_report, write_report
from stillwatch.model.errors import ResultError
from stillwatch.model.report import ReportDetail
from stillwatch.model.result import ResultDocument
from tests.interfaces.browser import Browser
from tests.interfaces.invented import Pair, build_pair, hostile_pair

VOID = {"meta", "input", "br", "hr", "link", "img"}


class Outline(HTMLParser):
    """The tags of a page; faults where they do not close in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def html(pair: Pair) -> str:
    return render_report(*pair)


def test_the_first_line_is_the_answer(html: str) -> None:
    title = re.search(r"<h1>(.*?)</h1>", html)
    assert title is not None
    assert re.fullmatch(
        r"2 campaigns, 571 accounts, [\d,]+ exchanges harvested; 1 suspect; "
        r"17 groups looked at and cleared",
        title[1],
    )


def test_the_page_is_well_formed_and_every_link_leads_somewhere_inside(html: str) -> None:
    page = Outline(html)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.links
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert page.handlers == []


def test_the_page_loads_nothing(html: str) -> None:
    assert "http://" not in html
    assert "https://" not in html
    assert not re.search(r"url\(|@import|<link|<iframe|<img", html)
    assert "default-src 'none'" in unescape(html)


def test_every_part_is_there(html: str) -> None:
    for part in (
        "What the log shows",
        "What is concluded",
        "The harvest",
        "What ties the accounts together",
        "How it differs from harmless groups",
        "What else could explain it",
        "Sample requests",
        "Members",
        "What could not be told",
        "the log has no session_id",
        "Groups looked at and cleared",
        "b3f1c0de",
        "stillwatch scan --lake lake",
        "Glossary",
    ):
        assert part in html, part


def test_personal_data_of_third_parties_is_not_printed(html: str) -> None:
    assert "jane.roe" not in html
    assert "4111 1111" not in html
    assert "⟨email address⟩" in html


def test_the_same_scan_gives_the_same_page(pair: Pair, html: str) -> None:
    assert render_report(*pair) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</style></script><h1>owned</h1>",
        "{{ 7 * 7 }}{% raw %}",
    ],
)
def test_log_text_stays_text(text: str, small: Pair) -> None:
    plain, poisoned = Outline(render_report(*small)), Outline(render_report(*hostile_pair(text)))
    assert set(poisoned.tags) == set(plain.tags)
    assert poisoned.tags.count("script") == 1
    assert poisoned.tags.count("h1") == 1
    assert poisoned.handlers == []
    assert "49" not in render_report(*hostile_pair("{{ 7 * 7 }}x")).partition("{{ 7")[2][:9]


@pytest.mark.parametrize("text", ["\x00", "\u202e", "\u2066", "\x1b[2J", "\u200b", "\u2028"])
def test_what_cannot_be_seen_is_written_out(text: str) -> None:
    html = render_report(*hostile_pair(text))
    assert text not in html
    assert f"⟨U+{ord(text[0]):04X}⟩" in html


def test_endless_ids_do_not_make_an_endless_page(small: Pair) -> None:
    size = len(render_report(*hostile_pair("A" * 10_000)))
    assert size < len(render_report(*small)) + 150_000


def test_no_campaign_is_a_page_too() -> None:
    html = render_report(*build_pair((), suspects=0))
    assert "Nothing is named." in html
    assert "17 groups were looked at" in html
    assert Outline(html).open == []


def test_a_campaign_without_any_detail_is_a_page_too(small: Pair) -> None:
    document, detail = small
    bare = [
        part.model_copy(
            update={
                "graph": part.graph.model_copy(update={"accounts": [], "items": [], "ties": []}),
                "timeline": [],
                "hours": None,
                "samples": [],
                "comparisons": [],
                "members": part.members.model_copy(update={"rows": []}),
            }
        )
        for part in detail.campaigns
    ]
    empty = detail.model_copy(
        update={"campaigns": bare, "signals": [], "steps": [], "cleared": [], "thresholds": None}
    )
    lean = [
        c.model_copy(update={"evidence": [], "alternatives": [], "techniques": []})
        for c in document.campaigns
    ]
    html = render_report(document.model_copy(update={"campaigns": lean}), empty)
    assert Outline(html).open == []
    assert "None was weighed." in html


def test_thousands_of_members_stay_under_three_megabytes() -> None:
    html = render_report(*build_pair((5_000, 40), days=200))
    assert "acct-" in html
    assert len(html.encode()) < 3_000_000


def test_documents_of_two_scans_are_refused(pair: Pair) -> None:
    other = pair[1].model_copy(update={"settings_digest": "other"})
    with pytest.raises(ResultError, match="different scans"):
        render_report(pair[0], other)


def test_the_file_is_whole_or_not_there(tmp_path: Path, small: Pair) -> None:
    file = tmp_path / "report.html"
    write_report(*small, file)
    assert file.read_text(encoding="utf-8") == render_report(*small)
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(ResultError, match="can be written to"):
        write_report(*small, tmp_path / "nowhere" / "report.html")


HOVER = """(() => {
  const hub = document.querySelector(".hubs polygon");
  hub.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
  const held = document.querySelectorAll(".ties .hot").length;
  hub.closest("svg").dispatchEvent(new MouseEvent("mouseleave"));
  return [held, document.querySelectorAll(".hot").length];
})()"""
SORT = """(() => {
  const table = document.querySelector("table.members");
  table.tHead.querySelectorAll("button")[3].click();
  return [...table.tBodies[0].rows].map((r) => Number(r.cells[3].textContent.replace(/,/g, "")));
})()"""
FIND = """(() => {
  const input = document.querySelector(".tools input");
  input.value = document.querySelector("table.members tbody td").textContent;
  input.dispatchEvent(new Event("input"));
  return document.querySelectorAll("table.members:first-of-type tbody tr:not([hidden])").length;
})()"""
COPY = """(async () => {
  let text = "";
  navigator.clipboard.writeText = async (given) => { text = given; };
  document.querySelector(".copy").click();
  await new Promise((done) => setTimeout(done));
  return text;
})()"""


def opened(chromium: Path, tmp_path: Path, pair: tuple[ResultDocument, ReportDetail]) -> Browser:
    file = tmp_path / "report.html"
    write_report(*pair, file)
    browser = Browser(chromium)
    browser.open(file)
    return browser


@pytest.mark.heavy
@pytest.mark.parametrize("text", ["", "<script>alert(1)</script>", "\u202e\x00"])
def test_a_browser_has_no_complaint_and_asks_for_nothing_else(
    chromium: Path, tmp_path: Path, text: str
) -> None:
    with opened(chromium, tmp_path, hostile_pair(text) if text else build_pair()) as browser:
        assert browser.run("document.querySelectorAll('section.campaign').length") >= 2
        assert (
            browser.run("getComputedStyle(document.querySelector('.scroll')).overflowY") == "auto"
        )
        browser.picture(tmp_path / "page.png")
        assert browser.log == []
        assert [Path(address).name for address in browser.asked] == ["report.html"]
    assert (tmp_path / "page.png").stat().st_size > 20_000


@pytest.mark.heavy
def test_a_reader_can_point_sort_find_and_copy(chromium: Path, tmp_path: Path, pair: Pair) -> None:
    with opened(chromium, tmp_path, pair) as browser:
        held, after = browser.run(HOVER)
        assert held > 2
        assert after == 0
        sizes = browser.run(SORT)
        assert sizes == sorted(sizes, reverse=True)
        assert browser.run(FIND) < len(sizes)
        lines = browser.run(COPY).splitlines()
        assert lines[0].startswith('"Account","Entity","Membership"')
        assert len(lines) == 2
        assert browser.log == []


@pytest.mark.heavy
def test_a_copied_id_is_no_formula(chromium: Path, tmp_path: Path) -> None:
    document, detail = build_pair((9,), suspects=0)
    part = detail.campaigns[0]
    row = part.members.rows[0].model_copy(update={"account_id": '=cmd|"x"!A1' + "b" * 40})
    members = part.members.model_copy(update={"rows": [row]})
    changed = detail.model_copy(
        update={"campaigns": [part.model_copy(update={"members": members})]}
    )
    with opened(chromium, tmp_path, (document, changed)) as browser:
        copied = browser.run(COPY).splitlines()[1]
    assert copied.startswith('"\'=cmd|""x""!A1' + "b" * 40 + '",')


@pytest.mark.heavy
def test_a_narrow_screen_does_not_scroll_sideways(
    chromium: Path, tmp_path: Path, pair: Pair
) -> None:
    with opened(chromium, tmp_path, pair) as browser:
        browser.picture(tmp_path / "narrow.png", width=390, height=900)
        assert browser.run("document.documentElement.scrollWidth") <= 390
