"""What has no meaning is refused where it enters: one row per input, its error and its words.

That nothing hangs is part of each row: the test returns.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from servicedesk.calendars import (
    AlternatingWeeks,
    Amendment,
    BusinessCalendar,
    DayOff,
    DayRule,
    Holidays,
    Season,
    SeasonalWeeks,
    SpecialDay,
    Week,
    Window,
    YearNotice,
)
from servicedesk.classify import classify, override
from servicedesk.contracts import Entitlement, Work
from servicedesk.decisions import All, Between, DecisionTable, Is, OneOf, Row, decide, when
from servicedesk.errors import (
    CurrencyMismatch,
    InvalidValue,
    NaiveDatetime,
    OutOfRange,
    ServiceDeskError,
    UnknownName,
    Unreachable,
    WrongType,
)
from servicedesk.incidents import Event, Facts, IncidentFacts, Kind, Period, Severity, months_after
from servicedesk.money import Money, Ratio, Rounding, UnitPrice, allocate, total
from servicedesk.reasons import Clause, ReasonKind, Text, explain
from servicedesk.sla import (
    ELAPSED,
    FIRST_RESPONSE,
    RESOLUTION,
    BusinessDays,
    ExtensionRule,
    Level,
    Metric,
    Policy,
    Promised,
    Target,
    assess,
)
from servicedesk.spans import Span, SpanSet
from servicedesk.tariffs import CreditBand, CreditTerms, Graduated, Package, Step, TaxRate
from servicedesk.versions import Dated
from servicedesk.worklist import ByPressure, Ticket, worklist

NAIVE = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - what is to be refused
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OFFICE = BusinessCalendar("Asia/Shanghai", "Mon-Fri 09:00-18:00")
NEVER = BusinessCalendar("UTC", Week())
CNY, USD = Money.of("1.00", "CNY"), Money.of("1.00", "USD")
DUE = ReasonKind("hostile.due", "{due}", "{due}", "{due}")
NAN, INFINITY = Decimal("NaN"), Decimal("Infinity")


def week(**days):
    return BusinessCalendar("UTC", days)


def policy(*targets, metrics=(FIRST_RESPONSE, RESOLUTION), **options):
    return Policy(name="p", metrics=metrics, targets=targets, **options)


def target(**options):
    return Target(**{"metric": "resolution", "within": HOUR, "clock": OFFICE, **options})


def event(**options):
    return Event(**{"at": NOON, "type": "created", **options})


TABLE = DecisionTable(
    name="t",
    facts=(OneOf(fact="size", values=("small", "big")),),
    outcomes=("low", "high"),
    rows=(Row(id="r", when=when(size="big"), then="high"),),
)

TICKET = Ticket(id="T-1", policy=policy(target()), events=[event()])


def work(**options):
    return Work(
        **{"id": "w", "request": "r", "item": "advice", "at": NOON, "time": HOUR, **options}
    )


SPANS = [
    ("span: naive", lambda: Span(NAIVE, NOON), NaiveDatetime, "naive datetime"),
    ("span: a date", lambda: Span(date(2026, 1, 5), NOON), WrongType, "date given"),
    ("span: text", lambda: Span("2026-01-05", NOON), WrongType, "str given"),
    ("span: empty", lambda: Span(NOON, NOON), InvalidValue, "ends after it starts"),
    ("span: backwards", lambda: Span(NOON, NOON - HOUR), InvalidValue, "ends after it starts"),
    (
        "span: empty in another zone",
        lambda: Span(NOON, NOON.astimezone(timezone(HOUR))),
        InvalidValue,
        "ends after it starts",
    ),
    (
        "span: beyond year 9999 in UTC",
        lambda: Span(NOON, datetime(9999, 12, 31, 23, tzinfo=timezone(-HOUR))),
        OutOfRange,
        "instant out of range",
    ),
    ("span set: of numbers", lambda: SpanSet([1, 2]), WrongType, "int given"),
    ("period: empty", lambda: Period(date(2026, 1, 1), date(2026, 1, 1)), InvalidValue, "after"),
    ("period: instants", lambda: Period(NOON, NOON), WrongType, "datetime given"),
    ("months: beyond 9999", lambda: months_after(date(9999, 12, 1), 1), OutOfRange, "beyond"),
    ("months: 10^30", lambda: months_after(date(2026, 1, 1), 10**30), OutOfRange, "beyond"),
]

CALENDARS = [
    ("zone: unknown", lambda: BusinessCalendar("Mars/Base", {}), UnknownName, "unknown time zone"),
    ("zone: empty", lambda: BusinessCalendar("", {}), UnknownName, "unknown time zone"),
    ("zone: a path", lambda: BusinessCalendar("../../etc/passwd", {}), UnknownName, "time zone"),
    ("zone: a NUL", lambda: BusinessCalendar("UTC\0", {}), UnknownName, "time zone"),
    ("zone: this machine's", lambda: BusinessCalendar("localtime", {}), UnknownName, "time zone"),
    ("zone: huge", lambda: BusinessCalendar("A" * 10**6, {}), UnknownName, "time zone"),
    ("zone: a number", lambda: BusinessCalendar(8, {}), WrongType, "int given"),
    ("weekday: unknown", lambda: week(monday=[]), UnknownName, "unknown weekday"),
    ("window: 25:00", lambda: week(mon=[["09:00", "25:00"]]), InvalidValue, "not a time of day"),
    ("window: 24:01", lambda: week(mon=[["09:00", "24:01"]]), InvalidValue, "not a time of day"),
    ("window: 12:60", lambda: week(mon=[["09:00", "12:60"]]), InvalidValue, "not a time of day"),
    ("window: 9:00", lambda: week(mon=[["9:00", "12:00"]]), InvalidValue, "not a time of day"),
    ("window: Arabic", lambda: week(mon=[["٠٩:٠٠", "12:00"]]), InvalidValue, "not a time of day"),
    ("window: numbers", lambda: week(mon=[[9, 12]]), WrongType, "int given"),
    ("window: no length", lambda: week(mon=[["09:00", "09:00"]]), InvalidValue, "no length"),
    ("window: from 24:00", lambda: week(mon=[["24:00", "12:00"]]), InvalidValue, "24:00 is an end"),
    ("window: of three", lambda: week(mon=[["09:00"] * 3]), InvalidValue, "not a window"),
    ("window: bool", lambda: Window(True, 10), WrongType, "bool given"),  # noqa: FBT003
    ("window: float", lambda: Window(0.5, 10), WrongType, "float given"),
    ("window: two days", lambda: Window(0, 2 * 86_400), OutOfRange, "Window.closes"),
    ("day: 289 windows", lambda: week(mon=[["09:00", "10:00"]] * 289), OutOfRange, "too many"),
    ("day: a mapping", lambda: week(mon={"from": "09:00"}), WrongType, "dict given"),
    ("day: None", lambda: week(mon=None), WrongType, "NoneType given"),
    ("text: no such day", lambda: BusinessCalendar("UTC", "Mo 09:00-12:00"), InvalidValue, "a day"),
    (
        "text: a day twice",
        lambda: BusinessCalendar("UTC", "Mon-Fri 09:00-12:00; Fri 13:00-14:00"),
        InvalidValue,
        "a day stands twice",
    ),
    (
        "exception: 29 February 2025",
        lambda: BusinessCalendar("UTC", {}, {"2025-02-29": []}),
        InvalidValue,
        "not a date",
    ),
    (
        "exception: an instant for a date",
        lambda: BusinessCalendar("UTC", {}, {NOON: []}),
        WrongType,
        "datetime given",
    ),
    (
        "exception: twice",
        lambda: BusinessCalendar("UTC", {}, [SpecialDay(date(2026, 1, 1))] * 2),
        InvalidValue,
        "stands twice",
    ),
    ("country: unknown", lambda: Holidays(country="XX"), UnknownName, "unknown country"),
    ("country: a module", lambda: Holidays(country="os.path"), UnknownName, "unknown country"),
    ("country: lower case", lambda: Holidays(country="cn"), UnknownName, "unknown country"),
    (
        "subdivision: unknown",
        lambda: Holidays(country="DE", subdivision="XX"),
        UnknownName,
        "subdivision",
    ),
    (
        "category: unknown",
        lambda: Holidays(country="CN", categories=["lunar"]),
        UnknownName,
        "category",
    ),
    ("category: none", lambda: Holidays(country="CN", categories=[]), InvalidValue, "no category"),
    (
        "notice: another year",
        lambda: YearNotice(year=2026, off=[DayOff(date(2027, 1, 1))]),
        InvalidValue,
        "another year",
    ),
    (
        "notice: a date twice",
        lambda: Amendment(off=[DayOff(date(2027, 1, 1))] * 2),
        InvalidValue,
        "stands twice",
    ),
    (
        "weeks: one that alternates",
        lambda: AlternatingWeeks([Week()], date(2026, 1, 1)),
        InvalidValue,
        "at least two",
    ),
    ("season: 31 November", lambda: Season("11-31", "12-01", {}), InvalidValue, "day of the year"),
    (
        "seasons: overlapping",
        lambda: SeasonalWeeks({}, [Season("11-01", "03-31", {}), Season("03-31", "05-01", {})]),
        InvalidValue,
        "seasons overlap",
    ),
    ("elapsed: naive", lambda: OFFICE.elapsed(NAIVE, NOON), NaiveDatetime, "naive"),
    ("elapsed: dates", lambda: OFFICE.elapsed(date(2026, 1, 1), NOON), WrongType, "date given"),
    ("elapsed: None", lambda: OFFICE.elapsed(None, NOON), WrongType, "NoneType given"),
    (
        "elapsed: from 1899",
        lambda: OFFICE.elapsed(datetime(1899, 12, 31, tzinfo=UTC), NOON),
        OutOfRange,
        "1900",
    ),
    (
        "elapsed: to 2200",
        lambda: OFFICE.elapsed(NOON, datetime(2200, 1, 1, tzinfo=UTC)),
        OutOfRange,
        "2199",
    ),
    (
        "elapsed: to the end of Python's time",
        lambda: OFFICE.elapsed(NOON, datetime.max.replace(tzinfo=UTC)),
        OutOfRange,
        "2199",
    ),
    (
        "is open: at the start of Python's time",
        lambda: OFFICE.is_open(datetime.min.replace(tzinfo=UTC)),
        OutOfRange,
        "1900",
    ),
    ("add: a number", lambda: OFFICE.add(NOON, 3600), WrongType, "int given"),
    ("add: a float", lambda: OFFICE.add(NOON, 1.5), WrongType, "float given"),
    ("add: beyond 2199", lambda: OFFICE.add(NOON, timedelta(days=99_999)), OutOfRange, "2199"),
    ("add: all that timedelta holds", lambda: OFFICE.add(NOON, timedelta.max), OutOfRange, "2199"),
    ("subtract: all of it", lambda: OFFICE.subtract(NOON, timedelta.max), OutOfRange, "1900"),
    ("add: never open", lambda: NEVER.add(NOON, HOUR), Unreachable, "open"),
    ("next opening: never open", lambda: NEVER.next_open(NOON), Unreachable, "open"),
    (
        "next opening: the last was yesterday",
        lambda: BusinessCalendar("UTC", {}, {"2026-01-04": [["09:00", "10:00"]]}).next_open(NOON),
        Unreachable,
        "open",
    ),
    ("versions: none", lambda: Dated(()), InvalidValue, "no versions"),
    (
        "versions: two on one date",
        lambda: Dated.of(1, (date(2026, 1, 1), 2), (date(2026, 1, 1), 3)),
        InvalidValue,
        "out of order",
    ),
]

MONEY = [
    ("money: a float", lambda: Money.of(1.1, "CNY"), WrongType, "float given"),
    ("money: a bool", lambda: Money(True, "CNY"), WrongType, "not an int"),  # noqa: FBT003
    ("money: NaN", lambda: Money.of(NAN, "CNY"), InvalidValue, "not a finite number"),
    ("money: infinity", lambda: Money.of("Infinity", "CNY"), InvalidValue, "not a finite number"),
    ("money: words", lambda: Money.of("ten", "CNY"), InvalidValue, "not a number"),
    ("money: 10^1000000000", lambda: Money.of("1E+1000000000", "CNY"), OutOfRange, "out of range"),
    ("money: a third decimal", lambda: Money.of("1.005", "CNY"), InvalidValue, "more decimals"),
    ("money: half a yen", lambda: Money.of("0.5", "JPY"), InvalidValue, "more decimals"),
    ("currency: unknown", lambda: Money(1, "RMB"), UnknownName, "unknown currency"),
    ("currency: lower case", lambda: Money(1, "cny"), UnknownName, "unknown currency"),
    ("currency: gold", lambda: Money(1, "XAU"), UnknownName, "unknown currency"),
    ("currency: None", lambda: Money(1, None), WrongType, "NoneType given"),
    ("sum: two currencies", lambda: CNY + USD, CurrencyMismatch, "two currencies"),
    ("compare: two currencies", lambda: CNY < USD, CurrencyMismatch, "two currencies"),
    ("total: two currencies", lambda: total([CNY, USD], "CNY"), CurrencyMismatch, "two currencies"),
    ("ratio: over nothing", lambda: Ratio(1, 0), InvalidValue, "denominator"),
    ("ratio: a float", lambda: Ratio(0.5), WrongType, "other than integers"),
    ("price: a float", lambda: UnitPrice(0.0006, "CNY"), WrongType, "float given"),
    ("price: NaN", lambda: UnitPrice("NaN", "CNY"), InvalidValue, "finite"),
    ("rounding: to nothing", lambda: Rounding(step="0"), OutOfRange, "above zero"),
    ("allocate: to nobody", lambda: allocate(CNY, []), InvalidValue, ""),
    ("allocate: negative", lambda: allocate(CNY, [1, -1]), ServiceDeskError, ""),
]

FACTS = [
    ("key: upper case", lambda: event(type="Created"), InvalidValue, "not a key"),
    ("key: empty", lambda: event(type=""), InvalidValue, "not a key"),
    ("key: a newline", lambda: event(type="created\n"), InvalidValue, "not a key"),
    ("key: 101 letters", lambda: event(type="a" * 101), InvalidValue, "not a key"),
    ("event: without zone", lambda: event(at=NAIVE), NaiveDatetime, "naive"),
    ("event: recorded without zone", lambda: event(recorded_at=NAIVE), NaiveDatetime, "naive"),
    ("event: a date", lambda: event(at=date(2026, 1, 1)), WrongType, "date given"),
    (
        "event: corrects and retracts",
        lambda: event(corrects="a", retracts="b"),
        InvalidValue,
        "not both",
    ),
    ("fact: a float", lambda: Facts({"load": 0.5}), WrongType, "float given"),
    ("fact: NaN", lambda: Facts({"load": NAN}), InvalidValue, "not a finite number"),
    ("fact: -Infinity", lambda: Facts({"load": -INFINITY}), InvalidValue, "not a finite number"),
    ("fact: a list", lambda: Facts({"load": [1]}), WrongType, "list given"),
    ("fact: None", lambda: Facts({"load": None}), WrongType, "NoneType given"),
    ("fact: text for a term", lambda: IncidentFacts(kind="fault"), WrongType, "str given"),
    ("fact: another term", lambda: IncidentFacts(kind=Severity.LOW), WrongType, "expected Kind"),
    ("fact: 1 for true", lambda: IncidentFacts(at_risk=1), WrongType, "int given"),
    ("outage: true", lambda: IncidentFacts(outage_minutes=True), WrongType, "bool given"),
    ("outage: negative", lambda: IncidentFacts(outage_minutes=-1), OutOfRange, "negative outage"),
    ("outage: NaN", lambda: IncidentFacts(outage_minutes=NAN), InvalidValue, "finite"),
    ("outage: 1.5", lambda: IncidentFacts(outage_minutes=1.5), WrongType, "float given"),
    ("severity: level 5", lambda: Severity.at_level(5), OutOfRange, "no such severity"),
    ("severity: level True", lambda: Severity.at_level(True), WrongType, "bool given"),  # noqa: FBT003
    ("kind: unknown", lambda: Kind.of("breakdown"), UnknownName, "unknown Kind"),
    ("clause: empty", lambda: Clause(" "), InvalidValue, "needs a reference"),
    ("text: a number", lambda: Text("one", 1, "一"), WrongType, "int given"),
    (
        "reason: other parameters",
        lambda: ReasonKind("c", "{a}", "{b}", "{a}"),
        InvalidValue,
        "different parameters",
    ),
    (
        "reason: a parameter missing",
        DUE,
        InvalidValue,
        "lacks parameters",
    ),
    ("language: unknown", lambda: explain((), lang="de"), UnknownName, "unknown language"),
]

CONDITIONS = [
    ("is: nothing", lambda: Is("size", ()), InvalidValue, "nothing meets"),
    ("is: bare text", lambda: Is("size", "big"), WrongType, "given singly"),
    ("is: a signalling NaN", lambda: Is("size", (Decimal("sNaN"),)), InvalidValue, "finite"),
    ("is: a float", lambda: Is("size", (0.5,)), WrongType, "float given"),
    ("between: no bounds", lambda: Between("size"), InvalidValue, "without bounds"),
    ("between: empty", lambda: Between("size", 2, 1), InvalidValue, "empty range"),
    ("between: NaN", lambda: Between("size", NAN), InvalidValue, "finite"),
    ("between: infinity", lambda: Between("size", None, INFINITY), InvalidValue, "finite"),
    ("all: of text", lambda: All(("size",)), WrongType, "str given"),
    ("table: an unknown fact", lambda: decide(TABLE, {"size": "huge"}), InvalidValue, "huge"),
    (
        "table: a row of an unknown fact",
        lambda: DecisionTable(
            name="t",
            facts=(OneOf(fact="size", values=("small", "big")),),
            outcomes=("low", "high"),
            rows=(Row(id="r", when=when(colour="red"), then="high"),),
        ),
        ServiceDeskError,
        "colour",
    ),
    (
        "table: an unknown outcome",
        lambda: DecisionTable(
            name="t",
            facts=(OneOf(fact="size", values=("small", "big")),),
            outcomes=("low", "high"),
            rows=(Row(id="r", then="medium"),),
        ),
        ServiceDeskError,
        "medium",
    ),
    ("classify: a float", lambda: classify({"outage_minutes": 1.5}), WrongType, "float given"),
    (
        "override: without zone",
        lambda: override(IncidentFacts(), to="high", by="li", why="vip", at=NAIVE),
        ServiceDeskError,
        "",
    ),
]

CLOCKS = [
    ("metric: no start", lambda: Metric(name="m", start=()), InvalidValue, "without a start"),
    (
        "metric: a pause that also stops",
        lambda: Metric(name="m", start="created", pause="wait", stop="wait"),
        InvalidValue,
        "does two things",
    ),
    (
        "metric: a start that also stops",
        lambda: Metric(name="m", start="created", stop="created"),
        InvalidValue,
        "does two things",
    ),
    (
        "metric: a type twice",
        lambda: Metric(name="m", start=("created", "created")),
        InvalidValue,
        "listed twice",
    ),
    ("policy: no metrics", lambda: policy(metrics=()), InvalidValue, "without metrics"),
    (
        "policy: two metrics of one name",
        lambda: policy(metrics=(RESOLUTION, RESOLUTION)),
        InvalidValue,
        "two metrics",
    ),
    (
        "policy: a target of an unknown metric",
        lambda: policy(target(metric="arrival")),
        UnknownName,
        "unknown metric",
    ),
    (
        "policy: two targets of one name",
        lambda: policy(target(), target()),
        InvalidValue,
        "two targets of one name",
    ),
    (
        "policy: a tie",
        lambda: policy(
            target(name="a", when=when(channel="phone")), target(name="b", when=when(tier="free"))
        ),
        InvalidValue,
        "tie",
    ),
    ("target: negative", lambda: target(within=-HOUR), InvalidValue, "negative time"),
    ("target: a number", lambda: target(within=4), WrongType, "int given"),
    ("target: warns too late", lambda: target(warn_after=HOUR), InvalidValue, "before the commit"),
    (
        "target: business days on elapsed time",
        lambda: target(within=BusinessDays(1, DayRule.CLOSE), clock=ELAPSED),
        InvalidValue,
        "need a calendar",
    ),
    (
        "target: a promise on a calendar",
        lambda: target(within=Promised("promised")),
        InvalidValue,
        "elapsed time",
    ),
    (
        "target: two levels of one name",
        lambda: target(levels=(Level(name="a", percent=50), Level(name="a", percent=80))),
        InvalidValue,
        "two levels",
    ),
    ("level: neither", lambda: Level(name="a"), InvalidValue, "a percentage or at an offset"),
    ("level: NaN", lambda: Level(name="a", percent=NAN), InvalidValue, "finite"),
    ("level: 50.0", lambda: Level(name="a", percent=50.0), WrongType, "float given"),
    ("extensions: negative", lambda: ExtensionRule(at_most=-1), OutOfRange, "negative count"),
    ("assess: naive", lambda: assess(policy(target()), [], at=NAIVE), NaiveDatetime, "naive"),
    ("assess: no events", lambda: assess(policy(target()), ["created"], at=NOON), WrongType, "str"),
    (
        "assess: beyond the calendar",
        lambda: assess(policy(target()), [event()], at=datetime(2300, 1, 1, tzinfo=UTC)),
        OutOfRange,
        "2199",
    ),
    ("assess: not a policy", lambda: assess(None, [], at=NOON), WrongType, "NoneType given"),
]

QUEUES = [
    ("pressure: NaN", lambda: ByPressure((NAN,)), InvalidValue, "not a finite number"),
    ("pressure: falling", lambda: ByPressure((100, 75)), InvalidValue, "rising percentages"),
    ("pressure: at once", lambda: ByPressure((0,)), InvalidValue, "rising percentages"),
    ("pressure: a float", lambda: ByPressure((75.0,)), WrongType, "float given"),
    ("queue: one ticket twice", lambda: worklist([TICKET] * 2, at=NOON), InvalidValue, "twice"),
    ("queue: naive", lambda: worklist([TICKET], at=NAIVE), NaiveDatetime, "naive"),
    ("work: a quantity of NaN", lambda: work(quantity=NAN), InvalidValue, "finite"),
    ("work: a negative quantity", lambda: work(quantity=-1), OutOfRange, ""),
    ("work: without zone", lambda: work(at=NAIVE), NaiveDatetime, "naive"),
    ("work: half a visit", lambda: work(visits=0.5), WrongType, "float given"),
]

CONTRACTS = [
    ("band: over one", lambda: CreditBand("1.5", "0.1"), ServiceDeskError, ""),
    ("band: a float", lambda: CreditBand(0.99, "0.1"), WrongType, "float given"),
    ("credits: nothing to go by", lambda: CreditTerms(minimum_sample=0), ServiceDeskError, ""),
    ("package: of nothing", lambda: Package(0, CNY), OutOfRange, "more than nothing"),
    ("steps: none", lambda: Graduated(()), InvalidValue, ""),
    (
        "steps: out of order",
        lambda: Graduated((Step(10, UnitPrice("1", "CNY")), Step(5, UnitPrice("2", "CNY")))),
        InvalidValue,
        "",
    ),
    (
        "steps: two currencies",
        lambda: Graduated((Step(10, UnitPrice("1", "CNY")), Step(None, UnitPrice("2", "USD")))),
        CurrencyMismatch,
        "",
    ),
    ("tax: negative", lambda: TaxRate(rate="-0.06"), ServiceDeskError, ""),
    (
        "entitlement: text for payment",
        lambda: Entitlement(item="a", payment="free"),
        WrongType,
        "str given",
    ),
]


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        pytest.param(make, error, words, id=name)
        for table in (SPANS, CALENDARS, MONEY, FACTS, CONDITIONS, CLOCKS, QUEUES, CONTRACTS)
        for name, make, error, words in table
    ],
)
def test_the_meaningless_is_refused(make, error, words):
    with pytest.raises(ServiceDeskError) as caught:
        make()
    assert isinstance(caught.value, error), repr(caught.value)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 2_000
