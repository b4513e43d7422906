"""What is counted, and how it reads."""

from datetime import timedelta

from attrs import evolve, frozen

from servicedesk.money import ONE, Ratio
from servicedesk.reasons import Lang, Text

_HOUR = timedelta(hours=1) // timedelta(microseconds=1)
_HUNDRED = Ratio(100)

_UNITS = {
    "piece": Text("pcs", "件", "件"),
    "expense": Text("at cost", "笔", "筆"),
    "flat": Text("flat", "笔固定费用", "筆固定費用"),
    "incident": Text("incidents", "次", "次"),
    "visit": Text("visits", "次上门", "次上門"),
    "hour": Text("h", "小时", "小時"),
    "man_day": Text("man-days", "人日", "人日"),
    "person": Text("persons", "人", "人"),
    "period": Text("fee periods", "个计费周期", "個計費週期"),
    "package": Text("packages", "包", "包"),
    "share": Text("of it", "份", "份"),
    "pack": Text("packs", "个服务包", "個服務包"),
}

_ONE = {
    "piece": "pc",
    "incident": "incident",
    "visit": "visit",
    "man_day": "man-day",
    "person": "person",
    "period": "fee period",
    "package": "package",
    "pack": "pack",
}


def unit_text(unit: str, quantity: Ratio) -> Text:
    """The words of a known unit for so many; another key names itself."""
    words = _UNITS.get(unit) or Text(unit, unit, unit)
    return evolve(words, en=_ONE[unit]) if quantity == ONE and unit in _ONE else words


def hours_of(time: timedelta) -> Ratio:
    """A duration in hours, exact."""
    return Ratio(time // timedelta(microseconds=1), _HOUR)


@frozen
class Percent:
    """A ratio shown as a percentage."""

    ratio: Ratio

    def label(self, lang: Lang) -> str:  # noqa: ARG002 - the same in every language
        return f"{self.ratio * _HUNDRED}%"
