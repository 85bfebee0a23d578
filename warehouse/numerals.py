"""How a figure is written, in findings and in every format alike."""

from __future__ import annotations


def number(value: float) -> str:
    """With thousands separators; at most four decimals, small figures four significant digits; what
    has not reached a whole number is not shown as that number, and what is not zero not as zero."""
    if float(value).is_integer():
        return f"{int(value):,}"
    if abs(value) < 0.001:
        return f"{value:.4g}"
    shown = f"{value:,.4f}".rstrip("0").rstrip(".")
    return shown if "." in shown else f"{value:,.15g}"
