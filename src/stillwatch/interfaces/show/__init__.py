"""The text faces: what `show`, `account` and the end of a scan print."""

from stillwatch.interfaces.show.account import render_account
from stillwatch.interfaces.show.campaign import render_campaign
from stillwatch.interfaces.show.compare import render_comparison
from stillwatch.interfaces.show.summary import render_summary

__all__ = ["render_account", "render_campaign", "render_comparison", "render_summary"]
