"""Open questions that several source documents share, and how a preset answers them."""

from servicedesk.clocks.story import clock_text, words_of
from servicedesk.incidents import Severity
from servicedesk.reasons import Clause, Text, choice, chosen, render
from servicedesk.sla import TargetClock

WHOSE_TIME = Text(
    "whose time counts is not said", "按何种时间计算，原文未规定", "按何種時間計算，原文未規定"
)
FROM_WHEN = Text(
    "from when it counts is not said", "自何时起算，原文未规定", "自何時起算，原文未規定"
)
MAY_BE_CHARGED = Text(
    'the document says that it "may" be charged', "原文称“可能”收取费用", "原文稱「可能」收取費用"
)

RANGE = choice(
    "C3",
    "of a range the lower bound warns and the upper bound commits",
    "区间的下限为预警，上限为承诺",
    "區間的下限為預警，上限為承諾",
)
"""How a range as "4-8 h" is read (C3)."""


def whose_time(clock: TargetClock) -> Clause:
    """Whose time a target counts (C1)."""
    return chosen("C1", WHOSE_TIME, clock_text(clock))


def from_when(events: tuple[str, ...], ref: str = "C2") -> Clause:
    """From which events a target counts (C2; for recovery, C6)."""
    words = tuple(words_of(event) for event in events)
    told = Text(*(render(words, lang) for lang in ("en", "zh-Hans", "zh-Hant")))
    return chosen(ref, FROM_WHEN, told)


def from_severity(severity: Severity) -> Text:
    """From which severity on something holds."""
    return Text(
        f"from {severity.label('en')}",
        f"{severity.label('zh-Hans')}及以上",
        f"{severity.label('zh-Hant')}及以上",
    )
