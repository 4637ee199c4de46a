"""The report: one self-contained page per scan, and the reading of what a scan wrote."""

from stillwatch.interfaces.report.load import load_account, load_detail, load_result
from stillwatch.interfaces.report.render import render_report, write_report

__all__ = ["load_account", "load_detail", "load_result", "render_report", "write_report"]
