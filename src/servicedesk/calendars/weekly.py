"""The hours of ordinary days: windows of a day, weeks, alternating weeks, seasons.

All times are readings of the clock on the wall in the calendar's zone; what a clock change does
to them is the timeline's affair.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from attrs import evolve, field, frozen

from servicedesk.errors import (
    InvalidValue,
    OutOfRange,
    UnknownName,
    WrongType,
    are,
    check_type,
    is_a,
    several,
)
from servicedesk.versions import Dated

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 86_400
MAX_WINDOWS = 288

_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?", re.ASCII)


def _seconds(clock: object, where: str) -> int:
    check_type(clock, str, where=where)
    found = _CLOCK.fullmatch(str(clock))
    if found:
        hour, minute, second = (int(part or 0) for part in found.groups())
        seconds = hour * 3600 + minute * 60 + second
        if minute < 60 and second < 60 and seconds <= DAY:
            return seconds
    raise InvalidValue("not a time of day", got=clock, expected="HH:MM or HH:MM:SS", where=where)


def clock_text(seconds: int) -> str:
    """Seconds since midnight as "HH:MM", or "HH:MM:SS" where there are seconds."""
    minutes, second = divmod(seconds, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{second:02d}" if second else text


@frozen(order=True, repr=False)
class Window:
    """Open from *opens* up to, not including, *closes*.

    Attributes:
        opens: seconds since midnight by the clock on the wall, 0 to 86 399.
        closes: likewise; beyond 86 400 it lies on the next date, so 22:00-06:00 is
            79 200 to 108 000 and belongs to the day on which it starts.

    Raises:
        InvalidValue: when it has no length.
        OutOfRange: when it opens on another day, or is not shorter than 24 hours; only midnight
            to midnight is as long.
    """

    opens: int = field(validator=is_a(int))
    closes: int = field(validator=is_a(int))

    def __attrs_post_init__(self) -> None:
        if self.closes == self.opens:
            raise InvalidValue(
                "a window of no length", got=clock_text(self.opens), where="Window.closes"
            )
        if not 0 <= self.opens < DAY:
            raise OutOfRange("opens on another day", got=self.opens, where="Window.opens")
        if not _fits(self.opens, self.closes):
            raise OutOfRange(
                "closes before it opens, or too long after",
                got=(self.opens, self.closes),
                where="Window.closes",
            )

    @classmethod
    def of(cls, opens: str, closes: str, where: str = "Window") -> "Window":
        """From two clock times; an end at or before the start lies on the next date."""
        first, last = _seconds(opens, where), _seconds(closes, where)
        if first == last:
            raise InvalidValue(
                "a window of no length",
                got=f"{opens}-{closes}",
                expected='an end after its start ("00:00-24:00" is a whole day)',
                where=where,
            )
        if first == DAY:
            raise InvalidValue("24:00 is an end", got=f"{opens}-{closes}", where=where)
        return cls(first, last if last > first else last + DAY)

    @property
    def clock(self) -> tuple[str, str]:
        """The two clock times, as they stand in JSON: `("22:00", "06:00")`."""
        closes = self.closes if self.closes <= DAY else self.closes - DAY
        return clock_text(self.opens), clock_text(closes)

    def __str__(self) -> str:
        return "-".join(self.clock)

    def __repr__(self) -> str:
        return "Window.of({!r}, {!r})".format(*self.clock)


def _fits(opens: int, closes: int) -> bool:
    # 09:00-09:00 would read as nothing, not as a day
    return opens < closes < opens + DAY or (opens, closes) == (0, DAY)


Hours = tuple[Window, ...]


def _windows(given: object, where: str) -> Iterator[Window]:
    if isinstance(given, str):
        pieces: list[Any] = [piece.strip().split("-") for piece in given.split(",")]
        if given.strip().lower() in ("", "closed"):
            pieces = []
    elif isinstance(given, Iterable) and not isinstance(given, Mapping):
        pieces = list(given)
    else:
        raise WrongType(
            f"{type(given).__name__} given", got=given, expected="windows of a day", where=where
        )
    if len(pieces) > MAX_WINDOWS:
        raise OutOfRange(
            "too many windows in a day", got=len(pieces), expected=f"at most {MAX_WINDOWS}"
        ).at(where)
    for index, piece in enumerate(pieces):
        if isinstance(piece, Window):
            yield piece
            continue
        place = f"{where}[{index}]"
        check_type(piece, list, tuple, where=place)
        if len(piece) != 2:
            raise InvalidValue("not a window", got=piece, expected="[opens, closes]", where=place)
        yield (
            Window.of(piece[0].strip(), piece[1].strip(), place)
            if isinstance(given, str)
            else Window.of(piece[0], piece[1], place)
        )


def hours_of(given: object, where: str = "hours") -> Hours:
    """The windows of a day, in order, overlapping ones merged.

    Args:
        given: windows, pairs of clock times (`[["08:30", "12:00"]]`), or text
            ("08:30-12:00,13:00-17:30"; "closed" or "" is none).
        where: what to name in errors.
    """
    merged: list[Window] = []
    for window in sorted(_windows(given, where)):
        last = merged[-1] if merged else None
        # what would be longer than a day has no clock text, so it stays as written
        closes = max(last.closes, window.closes) if last else 0
        if last and window.opens < last.closes and _fits(last.opens, closes):
            merged[-1] = Window(last.opens, closes)
        else:
            merged.append(window)
    return tuple(merged)


def hours_text(hours: Hours) -> str:
    """As text: "08:30-12:00,13:00-17:30", or "closed"."""
    return ",".join(map(str, hours)) or "closed"


@frozen(repr=False)
class Week:
    """The windows of each weekday; a day without windows is closed.

    Text form: "Mon-Fri 08:30-12:00,13:00-17:30; Sat 09:00-12:00", both ways (`parse`, `str`).
    """

    mon: Hours = field(default=(), converter=hours_of)
    tue: Hours = field(default=(), converter=hours_of)
    wed: Hours = field(default=(), converter=hours_of)
    thu: Hours = field(default=(), converter=hours_of)
    fri: Hours = field(default=(), converter=hours_of)
    sat: Hours = field(default=(), converter=hours_of)
    sun: Hours = field(default=(), converter=hours_of)

    @property
    def days(self) -> tuple[Hours, ...]:
        """The seven days' windows, Monday first."""
        return self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun

    @classmethod
    def of(cls, days: Mapping[str, object], where: str = "week") -> "Week":
        """From windows by weekday ("mon".."sun"); a weekday that is not there is closed."""
        for name in days:
            if name not in DAYS:
                raise UnknownName(
                    "unknown weekday", got=name, expected=", ".join(DAYS), where=where
                )
        return cls(**{name: hours_of(given, f"{where}.{name}") for name, given in days.items()})

    @classmethod
    def parse(cls, text: str, where: str = "week") -> "Week":
        """From the text form.

        Raises:
            InvalidValue: for what is not a day, a range of days or a window, and for a day
                that stands twice.
        """
        check_type(text, str, where=where)
        found: dict[str, object] = {}
        for part in text.split(";"):
            if part.strip().lower() in ("", "closed"):
                continue
            names, _, windows = part.strip().partition(" ")
            if not windows:
                raise InvalidValue(
                    "a day without windows",
                    got=part.strip(),
                    expected='"Mon-Fri 09:00-17:00", or "Sun closed"',
                    where=where,
                )
            for name in _days_of(names, where):
                if name in found:
                    raise InvalidValue("a day stands twice", got=part.strip(), where=where)
                found[name] = hours_of(windows, f"{where}.{name}")
        return cls.of(found, where)

    def __repr__(self) -> str:
        return f"Week.parse({str(self)!r})"

    def __str__(self) -> str:
        by_hours: dict[Hours, list[int]] = {}
        for index, hours in enumerate(self.days):
            if hours:
                by_hours.setdefault(hours, []).append(index)
        return (
            "; ".join(
                f"{_days_text(indices)} {hours_text(hours)}" for hours, indices in by_hours.items()
            )
            or "closed"
        )


def _days_of(text: str, where: str) -> Iterator[str]:
    for part in text.lower().split(","):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise InvalidValue(
                "not a day or a range of days", got=text, expected='"Mon-Fri" or "Mon,Wed"'
            ).at(where)
        start = DAYS.index(first)
        length = (DAYS.index(last) - start) % 7 + 1 if dash else 1
        for offset in range(length):
            yield DAYS[(start + offset) % 7]


def _days_text(indices: list[int]) -> str:
    runs = [
        [index for _, index in run]
        for _, run in groupby(enumerate(indices), lambda item: item[1] - item[0])
    ]
    names = [DAYS[index].capitalize() for index in range(7)]
    return ",".join(
        names[run[0]] if len(run) == 1 else f"{names[run[0]]}-{names[run[-1]]}" for run in runs
    )


def _weeks(given: Iterable[Any]) -> tuple[Week, ...]:
    check_type(given, list, tuple, where="AlternatingWeeks.weeks")
    return tuple(_week(week) for week in given)


def _week(given: object) -> Any:
    if isinstance(given, Mapping):
        return Week.of(given)
    return Week.parse(given) if isinstance(given, str) else given


@frozen
class AlternatingWeeks:
    """Weeks (Monday to Sunday) that take turns.

    Attributes:
        weeks: the first holds in the week of *anchor*, the next in the week after, and so on.
        anchor: any date of a week in which the first holds.
    """

    weeks: tuple[Week, ...] = field(converter=_weeks, validator=are(Week))
    anchor: date = field(validator=is_a(date))

    def __attrs_post_init__(self) -> None:
        if len(self.weeks) < 2:
            raise InvalidValue(
                "weeks that take turns are at least two",
                got=len(self.weeks),
                where="AlternatingWeeks.weeks",
            )

    def on(self, day: date) -> Week:
        """The week's hours that hold on *day*."""
        monday = self.anchor.toordinal() - self.anchor.weekday()
        return self.weeks[(day.toordinal() - monday) // 7 % len(self.weeks)]


def _month_day(given: object) -> Any:
    if isinstance(given, str):
        found = re.fullmatch(r"(\d\d)-(\d\d)", given, re.ASCII)
        if found:
            return int(found[1]), int(found[2])
    return tuple(given) if isinstance(given, list) else given


def _is_month_day(owner: object, attribute: Any, value: Any) -> None:
    where = f"{type(owner).__name__}.{attribute.name}"
    try:
        date(2024, *value)
    except (TypeError, ValueError) as error:
        raise InvalidValue(
            "not a day of the year", got=value, expected='"MM-DD"', where=where
        ) from error


@frozen
class Season:
    """Other hours between two days of every year, both included.

    Attributes:
        first: (month, day); text "11-01" is taken too.
        last: likewise; before *first* it lies in the next year ("11-01" to "03-31").
            29 February in a common year is 28 February as an end, 1 March as a start.
        week: the hours of the season.
        name: what to call it in explanations, as "heating season".
    """

    first: tuple[int, int] = field(converter=_month_day, validator=_is_month_day)
    last: tuple[int, int] = field(converter=_month_day, validator=_is_month_day)
    week: Week | AlternatingWeeks = field(converter=_week, validator=is_a(Week, AlternatingWeeks))
    name: str = field(default="", validator=is_a(str))

    def __contains__(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@frozen
class SeasonalWeeks:
    """Hours that change with the season, every year alike.

    Attributes:
        week: the hours outside the seasons.
        seasons: they may not overlap.
    """

    week: Week | AlternatingWeeks = field(converter=_week, validator=is_a(Week, AlternatingWeeks))
    seasons: tuple[Season, ...] = field(converter=several, validator=are(Season))

    def __attrs_post_init__(self) -> None:
        for index in range(366):  # a leap year, so that 29 February is looked at
            day = date(2024, 1, 1) + timedelta(days=index)
            if sum(day in season for season in self.seasons) > 1:
                raise InvalidValue(
                    "seasons overlap", got=f"{day:%m-%d}", where="SeasonalWeeks.seasons"
                )

    def season_on(self, day: date) -> Season | None:
        """The season that *day* lies in."""
        return next((season for season in self.seasons if day in season), None)


WeekPlan = Week | AlternatingWeeks | SeasonalWeeks | Dated[Week | AlternatingWeeks | SeasonalWeeks]
"""Any way to say which hours ordinary days have."""

_CLOSED = Week()


def plan_in_force(plan: WeekPlan, day: date) -> Week | AlternatingWeeks | SeasonalWeeks | None:
    """The version of a plan that holds on *day*; None before the first begins."""
    if not isinstance(plan, Dated):
        return plan
    version = plan.find(day)
    return version.value if version else None


def week_on(plan: WeekPlan, day: date) -> Week:
    """The week's hours that *plan* has on *day*; closed before its first version begins."""
    if isinstance(plan, Dated):
        return week_on(plan_in_force(plan, day) or _CLOSED, day)
    if isinstance(plan, SeasonalWeeks):
        season = plan.season_on(day)
        return week_on(season.week if season else plan.week, day)
    return plan.on(day) if isinstance(plan, AlternatingWeeks) else plan


def weeks_in(plan: WeekPlan) -> Iterator[Week]:
    """Every week that the plan may come to."""
    if isinstance(plan, Week):
        yield plan
    elif isinstance(plan, AlternatingWeeks):
        yield from plan.weeks
    elif isinstance(plan, SeasonalWeeks):
        yield from weeks_in(plan.week)
        for season in plan.seasons:
            yield from weeks_in(season.week)
    else:
        for version in plan:
            yield from weeks_in(version.value)


def plan_of(given: object) -> WeekPlan:
    """A plan from a plan, windows by weekday, or the text form of a week."""
    if isinstance(given, Dated):
        return evolve(
            given,
            versions=tuple(
                evolve(version, value=_checked(_week(version.value))) for version in given
            ),
        )
    plan = _week(given)
    _checked(plan)
    return plan  # type: ignore[no-any-return]


def _checked(plan: Any) -> Any:
    check_type(plan, Week, AlternatingWeeks, SeasonalWeeks, where="week")
    return plan
