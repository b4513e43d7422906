"""When a duty falls due: once in every period, once, or after each service (R74, R134, R137)."""

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import field, frozen

from servicedesk.errors import InvalidValue, OutOfRange, is_a
from servicedesk.incidents import Period, are_keys, keys, months_after
from servicedesk.reasons import Lang, Text

_EACH_DAY = Text("every day", "每1天", "每1天")
_EACH_MONTH = Text("every month", "每1个月", "每1個月")
_DAYS = Text("every {count} days", "每{count}天", "每{count}天")
_MONTHS = Text("every {count} months", "每{count}个月", "每{count}個月")
_AFTER_IT = Text(
    "{often}, within {days} days of its end",
    "{often}，期满后{days}天内",
    "{often}，期滿後{days}天內",
)
_ONCE = Text("once", "一次", "一次")
_FROM_START = Text(
    "once, by day {days} of the term", "一次，合同期起{days}天内", "一次，合同期起{days}天內"
)
_AFTER_EACH = Text("after each service", "每次服务后", "每次服務後")
_SOON_AFTER = Text(
    "within {days} days after each service", "每次服务后{days}天内", "每次服務後{days}天內"
)


def _check_count(count: int | None, least: int, where: str, most: int = 10_000) -> None:
    if count is not None and not least <= count <= most:
        raise OutOfRange("a count", got=count, expected=f"{least} to {most}", where=where)


@frozen(kw_only=True)
class Every:
    """Once for each period of so many civil days or months, counted from the term's start.

    Attributes:
        days, months: how long a period is; one of the two.
        days_after: None: due within its period. Else due after it, within so many civil days of
            its end and before the next period's, as the report of a year is (R133).
    """

    days: int = field(default=0, validator=is_a(int))
    months: int = field(default=0, validator=is_a(int))
    days_after: int | None = field(default=None, validator=is_a(int, optional=True))

    def __attrs_post_init__(self) -> None:
        if sorted((min(self.days, 1), min(self.months, 1))) != [0, 1]:
            got = (self.days, self.months)
            raise InvalidValue("neither days nor months", got=got, expected="one of them, from 1")
        # a later one would be due after the next one's period
        most = self.days or 28 * self.months
        _check_count(self.days_after, 1, "Every.days_after", most)

    def label(self, lang: Lang) -> str:
        count = self.days or self.months
        one, more = (_EACH_DAY, _DAYS) if self.days else (_EACH_MONTH, _MONTHS)
        often = (one if count == 1 else more).label(lang).format(count=count)
        if self.days_after is None:
            return often
        return _AFTER_IT.label(lang).format(often=often, days=self.days_after)


@frozen(kw_only=True)
class Once:
    """Once in the contract's life, as the training of two people (R134).

    Attributes:
        days: by this civil day of the term, the first one being 1; None: no date is set, so it is
            owed until it is done and never late.
        people: so many must do it, each by name.
    """

    days: int | None = field(default=None, validator=is_a(int, optional=True))
    people: int = field(default=1, validator=is_a(int))

    def __attrs_post_init__(self) -> None:
        _check_count(self.days, 1, "Once.days")
        _check_count(self.people, 1, "Once.people")

    def label(self, lang: Lang) -> str:
        if self.days is None:
            return _ONCE.label(lang)
        return _FROM_START.label(lang).format(days=self.days)


@frozen(kw_only=True)
class AfterEach:
    """After each service that was done, as its sign-off (R137) or the test of a recovery (R56).

    Attributes:
        days: within so many civil days after the service, 0 on its own date; None: no term is
            set, so it is owed until it is done and never late.
        items: the services that it follows; empty: all that are given on request.
    """

    days: int | None = field(default=None, validator=is_a(int, optional=True))
    items: tuple[str, ...] = field(default=(), converter=keys, validator=are_keys)

    def __attrs_post_init__(self) -> None:
        _check_count(self.days, 0, "AfterEach.days")

    def label(self, lang: Lang) -> str:
        if self.days is None:
            return _AFTER_EACH.label(lang)
        return _SOON_AFTER.label(lang).format(days=self.days)


Due = Every | Once | AfterEach
"""When a duty falls due."""


def due_periods(every: Every, term: Period, *, since: date | None = None) -> Iterator[Period]:
    """The periods for each of which a service is due once, in order; they tile the term.

    The k-th begins k steps after the start of the term, so a month's end does not creep; the
    last is cut at the end of the term.

    Args:
        every: how often it is due.
        term: the civil dates in which it is.
        since: leave out most of the periods that end before; None gives them all.
    """
    step = 0 if since is None else _steps_before(every, term.start, since)
    start = _after(every, term.start, step)
    while start < term.end:
        step += 1
        end = min(_after(every, term.start, step), term.end)
        yield Period(start, end)
        start = end


def _steps_before(every: Every, anchor: date, day: date) -> int:
    if every.months:
        apart = (day.year - anchor.year) * 12 + day.month - anchor.month
        return max(apart // every.months - 1, 0)
    return max((day - anchor).days // every.days - 1, 0)


def _after(every: Every, anchor: date, steps: int) -> date:
    try:
        if every.months:
            return months_after(anchor, every.months * steps)
        return days_after(anchor, every.days * steps)
    except (OverflowError, ValueError):  # a term may end where the calendar does
        return date.max


def days_after(day: date, days: int) -> date:
    """So many civil days later, at most the last date that there is."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
