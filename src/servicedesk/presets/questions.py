"""Open questions that several source documents share, and how a preset answers them.

Each answer is a clause: of binding "our choice" once it is given, "open question" while it is
`UNDECIDED`. What else a value then says is one possible reading, which nobody may use yet.
"""

from collections.abc import Mapping
from datetime import timedelta

from attrs import evolve

from servicedesk.clocks.story import clock_text, words_of
from servicedesk.contracts import Due, Every, ServiceItem
from servicedesk.incidents import Severity
from servicedesk.reasons import (
    LANGUAGES,
    Binding,
    Choice,
    Clause,
    Localised,
    Term,
    Text,
    chosen,
    render,
)
from servicedesk.sla import ELAPSED, Target, TargetClock

WHOSE_TIME = Text(
    "whose time counts is not said", "按何种时间计算，原文未规定", "按何種時間計算，原文未規定"
)
FROM_WHEN = Text(
    "from when it counts is not said", "自何时起算，原文未规定", "自何時起算，原文未規定"
)
MAY_BE_CHARGED = Text(
    'the document says that it "may" be charged', "原文称“可能”收取费用", "原文稱「可能」收取費用"
)
WHAT_TIME = Text(
    "the time of response differs from document to document",
    "响应时限，各份原文说法不一",
    "響應時限，各份原文說法不一",
)
HOW_OFTEN = Text(
    'how often is "periodically", "as needed", is not said',
    "“定期”“根据需要”是多久一次，原文未规定",
    "「定期」「根據需要」是多久一次，原文未規定",
)
WHICH_BACKUPS = Text(
    "whether the example of a backup plan is followed",
    "是否采用原文所举的备份方案",
    "是否採用原文所舉的備份方案",
)
EXTENDED_WHEN = Text("how a date may be extended", "答应的日期如何延期", "答應的日期如何延期")

_ALL_TIME = clock_text(ELAPSED)
_OPEN_TIME = Text("only opening hours", "只计服务时间", "只計服務時間")
ADOPTED = Text("the example is adopted", "采用原文示例", "採用原文示例")
_NOT_ADOPTED = Text("it stays an example", "仅作示例，不予采用", "僅作示例，不予採用")
NO_PERIOD = Text("no period is promised", "不承诺周期", "不承諾週期")
_MONTHLY, _QUARTERLY = Every(months=1), Every(months=3)
_EXAMPLES = (_NOT_ADOPTED, ADOPTED)


class RangeReading(Term):
    """What a range as "4-8 h" promises (C3); the members have no order."""

    WARNS = (
        "warns",
        "of a range the lower bound warns and the upper bound commits",
        "区间的下限为预警，上限为承诺",
        "區間的下限為預警，上限為承諾",
    )
    LOWER_COMMITS = (
        "lower_commits",
        "of a range the lower bound commits already",
        "区间的下限即为承诺",
        "區間的下限即為承諾",
    )
    UPPER_COMMITS = (
        "upper_commits",
        "of a range the upper bound commits and the lower means nothing",
        "区间的上限为承诺，下限不作要求",
        "區間的上限為承諾，下限不作要求",
    )


_RANGE_MEANS = Text(
    "what a range means is not said", "区间的含义，原文未规定", "區間的含義，原文未規定"
)


def read_range(target: Target, reading: RangeReading | Choice) -> Target:
    """The target with the range from *warn_after* to *within* read so (C3)."""
    lower = target.warn_after
    if lower is None or not isinstance(target.within, timedelta):
        return target
    said = (*target.clauses, chosen("C3", _RANGE_MEANS, reading, of=tuple(RangeReading)))
    match reading:
        case RangeReading.LOWER_COMMITS:
            return evolve(target, within=lower, warn_after=None, clauses=said)
        case RangeReading.WARNS:
            return evolve(target, clauses=said)
        case _:
            return evolve(target, warn_after=None, clauses=said)


def counted_by(clock: TargetClock | Choice) -> tuple[TargetClock, Clause]:
    """Whose time a target counts (C1)."""
    if isinstance(clock, Choice):
        return ELAPSED, chosen("C1", WHOSE_TIME, clock, of=(_ALL_TIME, _OPEN_TIME))
    return clock, chosen("C1", WHOSE_TIME, clock_text(clock))


def started_by(
    events: tuple[str, ...] | Choice, ref: str, *readings: tuple[str, ...]
) -> tuple[tuple[str, ...], Clause]:
    """From which events a target counts (C2; for recovery, C6); *readings* are what it may be."""
    if isinstance(events, Choice):
        told = tuple(_event_words(reading) for reading in readings)
        return readings[0], chosen(ref, FROM_WHEN, events, of=told)
    return events, chosen(ref, FROM_WHEN, _event_words(events))


def _event_words(events: tuple[str, ...]) -> Text:
    words = tuple(words_of(event) for event in events)
    return Text(*(render(words, lang) for lang in LANGUAGES))


def adopted(
    targets: tuple[Target, ...] | Choice, examples: tuple[Target, ...]
) -> tuple[Target, ...]:
    """The document's examples of times of response that a vendor makes its own (C4).

    Its own targets stay as they are. With `UNDECIDED` all examples stand, each left open.
    """
    if isinstance(targets, Choice):
        return tuple(_adopted(target, targets) for target in examples)
    return tuple(_adopted(target, ADOPTED) if is_example(target) else target for target in targets)


def is_example(target: Target) -> bool:
    """Whether the target rests on an example of the document."""
    return any(clause.binding is Binding.EXAMPLE for clause in target.clauses)


def _adopted(target: Target, answer: Localised) -> Target:
    named = chosen("C4", WHAT_TIME, answer, of=_EXAMPLES)
    return evolve(target, clauses=(*target.clauses, named))


def backed_up_by(
    plan: tuple[ServiceItem, ...] | Choice, example: tuple[ServiceItem, ...]
) -> tuple[ServiceItem, ...]:
    """The document's example of a backup plan, as far as a vendor follows it (C7)."""
    items, answer = (example, plan) if isinstance(plan, Choice) else (plan, ADOPTED)
    named = chosen("C7", WHICH_BACKUPS, answer, of=_EXAMPLES)
    return tuple(evolve(item, clauses=(*item.clauses, named)) for item in items)


Periods = Mapping[str, Due | Choice | None]
"""How often items are due that the document calls periodic, by their keys."""


def with_periods(items: tuple[ServiceItem, ...], periods: Periods) -> tuple[ServiceItem, ...]:
    """The items with the question answered how often they are due (C12); None: on request."""
    return tuple(
        with_period(item, periods[item.key]) if item.key in periods else item for item in items
    )


def with_period(item: ServiceItem, due: Due | Choice | None) -> ServiceItem:
    """The item with the question answered how often it is due (C12)."""
    answer = NO_PERIOD if due is None else due
    named = chosen("C12", HOW_OFTEN, answer, of=(_MONTHLY, _QUARTERLY, NO_PERIOD))
    return evolve(
        item,
        due=None if isinstance(due, Choice) else due,
        clauses=(*item.clauses, named),
    )


def from_severity(severity: Severity) -> Text:
    """From which severity on something holds."""
    return Text(
        f"from {severity.label('en')}",
        f"{severity.label('zh-Hans')}及以上",
        f"{severity.label('zh-Hant')}及以上",
    )


def extendable(*, needs_consent: bool | Choice, at_most: int | Choice | None) -> tuple[Clause, ...]:
    """How a promised date may be extended, as far as that is decided (C10)."""
    told: list[Text] = []
    if isinstance(needs_consent, bool):
        told.append(_CONSENT[needs_consent])
    if at_most is None:
        told.append(Text("any number of times", "次数不限", "次數不限"))
    elif isinstance(at_most, int):
        told.append(Text(f"at most {at_most}×", f"至多{at_most}次", f"至多{at_most}次"))
    if not told:
        return ()
    words = (render(tuple(told), lang) for lang in LANGUAGES)
    return (chosen("C10", EXTENDED_WHEN, Text(*words)),)


_CONSENT = {
    True: Text("with the customer's consent", "须经客户同意", "須經客戶同意"),
    False: Text("on notice to the customer", "告知客户即可", "告知客戶即可"),
}
