"""Faults, each planted alone, with the sound twin that differs in nothing else."""

from datetime import date, timedelta

from attrs import evolve

from servicedesk.calendars import BusinessCalendar, DayRule
from servicedesk.complaints import ComplaintPolicy
from servicedesk.contracts import (
    AfterEach,
    Arrears,
    Bearer,
    Contract,
    Entitlement,
    Every,
    Goal,
    Liability,
    Lot,
    Measure,
    Obligation,
    Once,
    Payment,
    Quota,
    ServiceBook,
    ServiceHours,
    ServiceItem,
)
from servicedesk.decisions import Cap, DecisionTable, Flag, HitPolicy, OneOf, Row, when
from servicedesk.incidents import Cause, Period, Severity
from servicedesk.lifecycles import Lifecycle, Move, State
from servicedesk.lint import Judgement
from servicedesk.money import Money, Ratio, UnitPrice
from servicedesk.reasons import UNDECIDED, Clause, Text, choice, chosen
from servicedesk.sla import (
    ELAPSED,
    FIRST_RESPONSE,
    RECOVERY,
    RESOLUTION,
    BusinessDays,
    ExtensionRule,
    Metric,
    Policy,
    Promised,
    Target,
)
from servicedesk.tariffs import (
    AfterEnd,
    Annual,
    Band,
    BillingTerms,
    CreditBand,
    CreditTerms,
    Flat,
    Hourly,
    Indexation,
    Milestone,
    Pack,
    PerIncident,
    Price,
    PriceList,
    Project,
    Step,
    Surcharge,
    Volume,
)
from servicedesk.versions import Dated

CONTRADICTION, OPEN, UNWISE = Judgement.CONTRADICTION, Judgement.OPEN, Judgement.UNWISE
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
OFFICE = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:30-17:30")
LONGER_OFFICE = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:00-18:00")
CHINA_DESK = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:30-17:30", holidays="CN")
NEVER = BusinessCalendar("Asia/Shanghai", {})


def hours(count):
    return timedelta(hours=count)


def policy(*targets, metrics=(FIRST_RESPONSE, RESOLUTION), **more):
    return Policy(name="p", metrics=metrics, targets=targets, **more)


def response(count=2, **more):
    return Target(metric="first_response", within=hours(count), **more)


def resolution(count=24, **more):
    return Target(metric="resolution", within=hours(count), **more)


def answers(*targets, **more):
    return policy(*targets, metrics=(FIRST_RESPONSE,), **more)


def item(key="visit", **more):
    return ServiceItem(key=key, name=Text(key, key, key), **more)


VISIT = item()


def contract(*entitlements, items=(VISIT,), tier="premium", **more):
    return Contract(
        id="c",
        currency="CNY",
        timezone="Asia/Shanghai",
        term=YEAR,
        tier=tier,
        items=items,
        entitlements=entitlements,
        **more,
    )


def book(*, items=(), **more):
    return ServiceBook(
        key="b",
        name=Text("b", "b", "b"),
        currency="CNY",
        timezone="Asia/Shanghai",
        items=items,
        **more,
    )


def given(payment, **more):
    return Entitlement(item="visit", payment=payment, **more)


def table(*rows, **more):
    return DecisionTable(
        name="t",
        facts=(OneOf(fact="till", values=("works", "slow", "dead")), Flag(fact="rush")),
        outcomes=("tomorrow", "today", "now"),
        rows=rows,
        **more,
    )


def life(*moves):
    words = Text("s", "s", "s")
    states = (State(key="open", text=words), State(key="closed", text=words, final=True))
    return Lifecycle(name="l", initial="open", states=states, moves=moves)


def move(**more):
    return Move(event="close", sources="open", text=Text("close", "关闭", "關閉"), **more)


def cny(amount):
    return Money(amount * 100, "CNY")


def price_list(tariff):
    return PriceList("CNY", (Price(item="visit", tariff=tariff),))


def pack(key, incidents, amount):
    return Pack(key=key, item="visit", incidents=incidents, price=cny(amount))


def packs(*sold, singly=100):
    return PerIncident(prices=price_list(Flat(cny(singly))), packs=sold)


def volume(*steps):
    tariff = Volume(tuple(Step(upto, UnitPrice(price, "CNY")) for upto, price in steps))
    return PerIncident(prices=price_list(tariff))


def credit(**more):
    bands = () if "per_point" in more else (CreditBand("0.95", "0.05"),)
    return CreditTerms(**({"bands": bands, "claim_days": 30} | more))


def project(after_end, after_term):
    plan = Project(
        price=cny(1000), milestones=(Milestone(key="all", share=1),), after_end=after_end
    )
    return contract(given(Payment.INCLUDED), fee_plan=plan, after_term=after_term)


def yearly(name, amount, payment, within=2, months=12):
    plan = Annual(fee=cny(amount), months=months, prices=price_list(Flat(price=cny(100))))
    offered = contract(given(payment), fee_plan=plan, policy=answers(response(within)))
    return evolve(offered, id=name)


def upgrade(*, others, second):
    """A premium service of which another sentence speaks too."""
    sentences = (Clause("R120"), *((Clause("R110"),) if second else ()))
    return contract(
        given(Payment.INCLUDED, tiers="premium", clauses=sentences[:1]),
        given(others, clauses=(*sentences, choice("C8", "", "", ""))),
    )


def backups(full, part, *clauses):
    return book(
        items=(
            item("full_backup", due=full, clauses=clauses),
            item("incremental_backup", due=part, clauses=clauses),
        )
    )


def barring(due, **more):
    """A contract by which a duty that is missed costs the customer its credits."""
    duty = Obligation(
        key="signed",
        text=Text("s", "s", "s"),
        due=due,
        consequence="excludes_credits",
        consequence_clauses=(Clause("policy 4.2"),),
        **more,
    )
    return contract(obligations=(duty,))


def goal(**more):
    return book(goals=(Goal(key="solved", text=Text("s", "s", "s"), **more),))


def quota(*lots):
    granted = Quota(key="q", measure=Measure.VISITS, lots=lots)
    return contract(given(Payment.INCLUDED, quota="q"), quotas=(granted,))


def lot(end):
    return Lot(key="lot", granted=5, start=YEAR.start, end=end)


def quoting(text, *, clock=ELAPSED, also=(), **more):
    return answers(response(clock=clock, clauses=(Clause("§1", quote=text), *also), **more))


SOME_BACK = Metric(name="some_back", start="disaster_declared", stop=("some_back", "recovered"))
FLOOD = when(disaster="flood")


def recovery(*targets, metrics=(RECOVERY,)):
    return policy(*targets, metrics=metrics)


def back(within, *, metric="recovery", **more):
    return Target(metric=metric, within=hours(within), **more)


SERVED = ServiceHours(clock=OFFICE, clauses=(Clause("R130"),))
HOTLINE = ServiceHours(clock=OFFICE, clauses=(Clause("leaflet", quote="24-hour hotline"),))
NAMED = choice("C1", "all time counts", "按自然时间", "按自然時間")
DATED_PROMISE = Target(metric="resolution", within=Promised("promised_at"))
CRITICAL, LOW = when(severity=Severity.CRITICAL), when(severity=Severity.LOW)

TWO_BUSINESS_DAYS = Target(
    metric="first_response", within=BusinessDays(2, DayRule.CLOSE), clock=CHINA_DESK
)
URGENT = tuple(level for level in Severity if level is not Severity.LOW)
BY_PHONE = answers(response(clock=OFFICE, when=when(channel="phone")))

# (code, judgement, C.., what lint is given, its sound twin); both may be several values
BOUNDED = ComplaintPolicy(
    most_rounds=2,
    extension_needs_consent=True,
    most_extensions=1,
    lapse_attempts=3,
    lapse_days=14,
    reopen_days=30,
    timezone="Asia/Shanghai",
)
FROM_WHEN = Text("from when?", "自何时？", "自何時？")


def timed(*of, start="created", **more):
    """A policy of metrics by name, with the event that fulfils each, in so many hours."""
    return policy(
        *(Target(metric=name, within=hours(count), **more) for name, _, count in of),
        metrics=tuple(Metric(name=name, start=start, stop=stop) for name, stop, _ in of),
    )


def by_channel(channel):
    return ServiceHours(clock=OFFICE, when=when(channel=channel))


def always(*clauses):
    return table(Row(id="all", then="today", clauses=clauses))


def priced(key, **more):
    """A contract with a yearly fee whose visits are charged, and a price of the item *key*."""
    terms = {"payment": Payment.CHARGEABLE} | more
    prices = PriceList("CNY", (Price(item=key, tariff=Flat(price=cny(100))),))
    return contract(
        given(**terms),
        fee_plan=Annual(fee=cny(1000), prices=prices),
        quotas=(Quota(key="visits", measure=Measure.VISITS, lots=(lot(YEAR.end),)),),
    )


PLANTED = {
    "a metric without a target": (
        ("lint.untimed_metric", OPEN, None),
        policy(response()),
        policy(response(), resolution()),
    ),
    "a response longer than its resolution": (
        ("lint.later_than_its_end", UNWISE, None),
        policy(response(48), resolution(24)),
        policy(response(24), resolution(24)),
    ),
    "only for critical ones is the response longer": (
        ("lint.later_than_its_end", UNWISE, None),
        policy(response(8), resolution(24), resolution(4, when=CRITICAL, name="urgent")),
        policy(
            response(8),
            response(1, when=CRITICAL, name="at_once"),
            resolution(24),
            resolution(4, when=CRITICAL, name="urgent"),
        ),
    ),
    "the same hours, but the response sleeps at night": (
        ("lint.later_than_its_end", UNWISE, None),
        policy(response(4, clock=OFFICE), resolution(8)),
        policy(response(4, clock=OFFICE), resolution(8, clock=OFFICE)),
    ),
    "metrics of one's own, told by their events": (
        ("lint.later_than_its_end", UNWISE, None),
        timed(("contact", "responded", 48), ("done", "solved", 4)),
        timed(("contact", "responded", 4), ("done", "solved", 48)),
    ),
    "metrics of one's own, told by their names": (
        ("lint.later_than_its_end", UNWISE, None),
        timed(("response", "a", 48), ("solution", "b", 4)),
        timed(("visit", "a", 48), ("survey", "b", 4)),
    ),
    "nobody owns it before it is resolved": (
        ("lint.later_than_its_end", UNWISE, None),
        timed(("time_to_own", "assigned", 48), ("resolution", "resolved", 4)),
        timed(("time_to_own", "assigned", 4), ("resolution", "resolved", 4)),
    ),
    "two business days are longer than six days over a holiday": (
        ("lint.later_than_its_end", UNWISE, None),
        policy(TWO_BUSINESS_DAYS, resolution(6 * 24)),
        policy(TWO_BUSINESS_DAYS, resolution(14 * 24)),
    ),
    "a 24-hour hotline on office hours": (
        ("lint.around_the_clock_on_office_hours", CONTRADICTION, "C1"),
        quoting("热线电话提供24小时的服务", clock=OFFICE),
        quoting("热线电话提供24小时的服务"),
    ),
    "7x24 on office hours, and nobody chose": (
        ("lint.around_the_clock_on_office_hours", CONTRADICTION, "C1"),
        quoting("7×24 support", clock=OFFICE),
        quoting("7×24 support", clock=OFFICE, also=(NAMED,)),
    ),
    "a 24-hour hotline that keeps office hours, in a contract": (
        ("lint.around_the_clock_on_office_hours", CONTRADICTION, "C1"),
        contract(hours=(HOTLINE,)),
        contract(hours=(evolve(HOTLINE, clock=ELAPSED),)),
    ),
    "a 24-hour hotline that keeps office hours, in a book": (
        ("lint.around_the_clock_on_office_hours", CONTRADICTION, "C1"),
        book(hours=(HOTLINE,)),
        book(hours=(evolve(HOTLINE, clauses=(*HOTLINE.clauses, NAMED)),)),
    ),
    "a 24-hour hotline that keeps office hours, by itself": (
        ("lint.around_the_clock_on_office_hours", CONTRADICTION, "C1"),
        HOTLINE,
        evolve(HOTLINE, clauses=(Clause("leaflet", quote="answered within 24 hours"),)),
    ),
    "a sentence of two hours, of which none is around the clock": (
        ("lint.around_the_clock_on_office_hours", CONTRADICTION, "C1"),
        contract(hours=(evolve(HOTLINE, when=when(channel="phone")),)),
        contract(
            hours=(
                evolve(HOTLINE, when=when(channel="phone"), clock=ELAPSED),
                evolve(HOTLINE, when=when(channel="mail")),
            )
        ),
    ),
    "a promise that runs while the service is closed": (
        ("lint.outside_service_hours", CONTRADICTION, "C1"),
        contract(policy=answers(response()), hours=(SERVED,)),
        contract(policy=answers(response(clock=OFFICE)), hours=(SERVED,)),
    ),
    "a promise on a desk that opens earlier than the service": (
        ("lint.outside_service_hours", CONTRADICTION, "C1"),
        book(policy=answers(response(clock=LONGER_OFFICE)), hours=(SERVED,)),
        book(policy=answers(response(clock=OFFICE)), hours=(evolve(SERVED, clock=LONGER_OFFICE),)),
    ),
    "a promise on a desk that never opens": (
        ("lint.never_due", CONTRADICTION, None),
        answers(response(clock=NEVER)),
        answers(response(clock=OFFICE)),
    ),
    "at once": (
        ("lint.no_time_at_all", OPEN, "C5"),
        answers(response(0)),
        answers(response(0, clauses=(choice("C5", "", "", ""),))),
    ),
    "a range whose lower bound means nothing": (
        ("lint.range_without_meaning", OPEN, "C3"),
        quoting("arrival within 4-8 hours"),
        quoting("arrival within 4-8 hours", warn_after=hours(1)),
    ),
    "a severity without a target": (
        ("lint.case_without_target", OPEN, None),
        answers(
            *(
                response(count, when=when(severity=level), name=level.value)
                for count, level in enumerate(list(Severity)[1:], 1)
            )
        ),
        answers(
            *(
                response(count, when=when(severity=level), name=level.value)
                for count, level in enumerate(Severity, 1)
            )
        ),
    ),
    "a channel without a target": (
        ("lint.case_without_target", OPEN, None),
        policy(
            response(1, when=when(channel="phone"), name="phone"),
            response(2, when=when(channel="email"), name="mail"),
            resolution(when=when(channel="phone")),
        ),
        policy(
            response(1, when=when(channel="phone"), name="phone"),
            response(2, when=when(channel="email"), name="mail"),
            resolution(when=when(channel=("phone", "email"))),
        ),
    ),
    "a tier without a target": (
        ("lint.case_without_target", OPEN, None),
        policy(response(when=when(tier=("free", "gold"))), resolution(when=when(tier="gold"))),
        policy(response(when=when(tier="gold")), resolution(when=when(tier="gold"))),
    ),
    "a contract of a tier without a target": (
        ("lint.case_without_target", OPEN, None),
        contract(policy=answers(response(when=when(tier="premium"))), tier="basic"),
        contract(policy=answers(response(when=when(tier="premium"))), tier="premium"),
    ),
    "a tier without a target, for those who don't pay": (
        ("lint.case_without_target", OPEN, None),
        contract(
            policy=answers(response(when=when(tier="premium"))),
            arrears=Arrears(grace_days=7, tier="basic"),
        ),
        contract(
            policy=answers(response(when=when(tier=("premium", "basic")))),
            arrears=Arrears(grace_days=7, tier="basic"),
        ),
    ),
    "hours for a channel without a target": (
        ("lint.case_without_target", OPEN, None),
        contract(policy=BY_PHONE, hours=(by_channel("mail"), by_channel("phone"))),
        contract(policy=BY_PHONE, hours=(by_channel("phone"),)),
    ),
    "hours of a book for a channel without a target": (
        ("lint.case_without_target", OPEN, None),
        book(policy=BY_PHONE, hours=(by_channel("mail"),)),
        book(policy=answers(response(clock=OFFICE)), hours=(by_channel("mail"),)),
    ),
    "critical ones by phone, others by mail": (
        ("lint.case_without_target", OPEN, None),
        answers(
            response(1, when=when(severity=URGENT, channel="phone"), name="urgent"),
            response(8, when=when(severity=Severity.LOW, channel="mail"), name="low"),
        ),
        answers(
            response(1, when=when(severity=URGENT, channel="phone"), name="urgent"),
            response(4, when=when(severity=URGENT, channel="mail"), name="urgent_mail"),
            response(8, when=when(severity=Severity.LOW), name="low"),
        ),
    ),
    "a better tier that is slower": (
        ("lint.better_tier_slower", UNWISE, None),
        answers(response(2), response(4, when=when(tier="premium"), name="premium")),
        answers(response(2), response(1, when=when(tier="premium"), name="premium")),
    ),
    "a better tier that is dearer": (
        ("lint.better_tier_dearer", UNWISE, None),
        contract(
            given(Payment.CHARGEABLE, tiers="premium"),
            given(Payment.EXPENSES_ONLY),
        ),
        contract(
            given(Payment.EXPENSES_ONLY, tiers="premium"),
            given(Payment.CHARGEABLE),
        ),
    ),
    "dearer for less": (
        ("lint.dearer_for_less", UNWISE, None),
        (yearly("gold", 9000, Payment.CHARGEABLE), yearly("basic", 2000, Payment.INCLUDED)),
        (yearly("gold", 9000, Payment.INCLUDED), yearly("basic", 2000, Payment.CHARGEABLE)),
    ),
    "dearer and slower, paid by the month": (
        ("lint.dearer_and_slower", UNWISE, None),
        (
            yearly("gold", 200, Payment.FREE, within=4, months=1),
            yearly("basic", 2000, Payment.FREE),
        ),
        (
            yearly("gold", 100, Payment.FREE, within=4, months=1),
            yearly("basic", 2000, Payment.FREE),
        ),
    ),
    "free by one sentence, premium by another": (
        ("lint.free_and_premium", CONTRADICTION, "C8"),
        upgrade(others=UNDECIDED, second=True),
        upgrade(others=Payment.FREE, second=True),
    ),
    "free for all, and yet gold pays": (
        ("lint.free_yet_paid_for", CONTRADICTION, "C8"),
        contract(given(Payment.AT_COST, tiers="gold"), given(Payment.FREE)),
        contract(given(Payment.INCLUDED, tiers="gold"), given(Payment.FREE)),
    ),
    "a charge whose payer is unset": (
        ("lint.payer_unset", OPEN, "C8"),
        upgrade(others=UNDECIDED, second=False),
        upgrade(others=Payment.QUOTE_FIRST, second=False),
    ),
    "a cause for which nobody is liable yet": (
        ("lint.bearer_unset", OPEN, None),
        contract(liabilities=(Liability(causes=Cause.FORCE_MAJEURE, bearer=UNDECIDED),)),
        contract(liabilities=(Liability(causes=Cause.FORCE_MAJEURE, bearer=Bearer.CUSTOMER),)),
    ),
    "a weekly part of what is backed up daily": (
        ("lint.backups_contradict", CONTRADICTION, "C7"),
        backups(Every(days=1), Every(days=7)),
        backups(Every(days=7), Every(days=1)),
    ),
    "a part every 60 days of what is backed up monthly": (
        ("lint.backups_contradict", CONTRADICTION, "C7"),
        backups(Every(months=1), Every(days=60)),
        backups(Every(months=1), Every(days=30)),
    ),
    "a part every two months of what is backed up every 40 days": (
        ("lint.backups_contradict", CONTRADICTION, "C7"),
        backups(Every(days=40), Every(months=2)),
        backups(Every(days=40), Every(months=1)),
    ),
    "a weekly part, by its key, of what is backed up daily": (
        ("lint.backups_contradict", CONTRADICTION, "C7"),
        book(
            items=(
                item("daily_full", due=Every(days=1)),
                item("weekly_incremental", due=Every(days=7)),
            )
        ),
        book(
            items=(
                item("weekly_full", due=Every(days=7)),
                item("daily_incremental", due=Every(days=1)),
            )
        ),
    ),
    "a part of one's own data, but not of the others'": (
        ("lint.backups_contradict", CONTRADICTION, "C7"),
        book(
            items=(
                item("key_data_full", due=Every(days=1)),
                item("key_data_incremental", due=Every(days=7)),
            )
        ),
        book(
            items=(
                item("key_data_full", due=Every(days=1)),
                item("mail_incremental", due=Every(days=7)),
            )
        ),
    ),
    "a quarterly part of what is backed up monthly": (
        ("lint.backups_contradict", CONTRADICTION, "C7"),
        backups(Every(months=1), Every(months=3)),
        backups(Every(months=1), Every(days=7)),
    ),
    "a rate without a period": (
        ("lint.goal_without_period", OPEN, "C14"),
        goal(at_least=Ratio(9, 10)),
        goal(at_least=Ratio(9, 10), months=12),
    ),
    "a consequence of a service that is never late": (
        ("lint.consequence_without_term", UNWISE, None),
        barring(AfterEach()),
        barring(AfterEach(days=7)),
    ),
    "a consequence of a training that is never late": (
        ("lint.consequence_without_term", UNWISE, None),
        barring(Once(people=2)),
        barring(Once(people=2), kept=when(trained=True)),
    ),
    "a consequence in a book": (
        ("lint.consequence_without_term", UNWISE, None),
        book(obligations=barring(Once()).obligations),
        book(obligations=barring(Once(days=10_000)).obligations),
    ),
    "a goal without a number": (
        ("lint.goal_without_number", OPEN, None),
        goal(months=12),
        goal(months=12, at_most=Ratio(1, 100)),
    ),
    "a quota that never expires": (
        ("lint.quota_without_expiry", OPEN, None),
        quota(lot(None)),
        quota(lot(YEAR.end)),
    ),
    "a quota of nothing": (
        ("lint.quota_without_lots", UNWISE, None),
        quota(),
        quota(lot(YEAR.end)),
    ),
    "a pack that costs more than what is in it": (
        ("lint.pack_dearer_than_singly", UNWISE, None),
        packs(pack("ten", 10, 1100)),
        packs(pack("ten", 10, 1000)),
    ),
    "a larger pack that is dearer for each": (
        ("lint.pack_inversion", UNWISE, None),
        packs(pack("ten", 10, 800), pack("twenty", 20, 1700)),
        packs(pack("ten", 10, 800), pack("twenty", 20, 1500)),
    ),
    "a volume cliff": (
        ("lint.volume_cliff", UNWISE, None),
        volume((10, "5"), (None, "3")),
        volume((10, "3"), (None, "3")),
    ),
    "a credit without a cap": (
        ("lint.credit_without_cap", UNWISE, None),
        credit(per_point="0.05"),
        credit(per_point="0.05", cap="0.3"),
    ),
    "a credit without a claim window": (
        ("lint.credit_without_claim_window", OPEN, None),
        contract(credit_terms=credit(claim_days=None)),
        contract(credit_terms=credit()),
    ),
    "indexation without a floor": (
        ("lint.indexation_without_floor", OPEN, None),
        Indexation(base=100, cap="0.05"),
        Indexation(base=100, cap="0.05", floor=0),
    ),
    "indexation without a cap": (
        ("lint.indexation_without_cap", OPEN, None),
        Indexation(base=100, floor=0),
        Indexation(base=100, cap="0.05", floor=0),
    ),
    "two rules for what follows a project": (
        ("lint.two_rules_after_end", CONTRADICTION, None),
        project(AfterEnd.INCLUDED, Payment.CHARGEABLE),
        project(AfterEnd.INCLUDED, Payment.INCLUDED),
    ),
    "extensions without end": (
        ("lint.unbounded_extensions", OPEN, "C10"),
        policy(DATED_PROMISE, metrics=(RESOLUTION,)),
        policy(DATED_PROMISE, metrics=(RESOLUTION,), extensions=ExtensionRule(at_most=2)),
    ),
    "an extension of which nobody has said what it needs": (
        ("lint.extension_choice_open", OPEN, "C10"),
        policy(
            DATED_PROMISE,
            metrics=(RESOLUTION,),
            extensions=ExtensionRule(needs_consent=UNDECIDED, at_most=2),
        ),
        policy(DATED_PROMISE, metrics=(RESOLUTION,), extensions=ExtensionRule(at_most=2)),
    ),
    "extensions of which nobody has said how many": (
        ("lint.unbounded_extensions", OPEN, "C10"),
        policy(DATED_PROMISE, metrics=(RESOLUTION,), extensions=ExtensionRule(at_most=UNDECIDED)),
        policy(DATED_PROMISE, metrics=(RESOLUTION,), extensions=ExtensionRule(at_most=2)),
    ),
    "clocks and complaints that are extended by different rules": (
        ("lint.extensions_differ", CONTRADICTION, "C10"),
        (
            policy(DATED_PROMISE, metrics=(RESOLUTION,), extensions=ExtensionRule(at_most=2)),
            BOUNDED,
        ),
        (
            policy(DATED_PROMISE, metrics=(RESOLUTION,), extensions=ExtensionRule(at_most=1)),
            BOUNDED,
        ),
    ),
    "a question that a target leaves open": (
        ("lint.open_question", OPEN, "C2"),
        answers(response(2, clauses=(chosen("C2", FROM_WHEN, UNDECIDED),))),
        answers(response(2, clauses=(chosen("C2", FROM_WHEN, FROM_WHEN),))),
    ),
    "a question on which two sentences of a table differ": (
        ("lint.open_question", CONTRADICTION, "C11"),
        always(Clause("R3"), Clause("Art. 3"), chosen("C11", FROM_WHEN, UNDECIDED)),
        always(Clause("R3"), Clause("Art. 3"), chosen("C11", FROM_WHEN, FROM_WHEN)),
    ),
    "a term that decides nothing": (
        ("lint.entitlement_never_decides", UNWISE, None),
        contract(given(Payment.NOT_OFFERED), given(Payment.QUOTE_FIRST, when=CRITICAL)),
        contract(given(Payment.QUOTE_FIRST, when=CRITICAL), given(Payment.NOT_OFFERED)),
    ),
    "a charge without a price": (
        ("lint.charged_without_price", OPEN, None),
        priced("other"),
        priced("visit"),
    ),
    "a charge beyond a quota without a price": (
        ("lint.charged_without_price", OPEN, None),
        priced("other", payment=Payment.INCLUDED, quota="visits"),
        priced("visit", payment=Payment.INCLUDED, quota="visits"),
    ),
    "a fault in the second version of a history": (
        ("lint.no_time_at_all", OPEN, "C5"),
        Dated.of(answers(response(2)), (date(2026, 7, 1), answers(response(0)))),
        Dated.of(answers(response(2)), (date(2026, 7, 1), answers(response(1)))),
    ),
    "rounds without end": (
        ("lint.complaint_choice_open", OPEN, "C9"),
        ComplaintPolicy(
            extension_needs_consent=True,
            most_extensions=1,
            lapse_attempts=3,
            lapse_days=14,
            reopen_days=30,
            timezone="Asia/Shanghai",
        ),
        ComplaintPolicy(
            most_rounds=2,
            extension_needs_consent=True,
            most_extensions=1,
            lapse_attempts=3,
            lapse_days=14,
            reopen_days=30,
            timezone="Asia/Shanghai",
        ),
    ),
    "recovery of whatever": (
        ("lint.recovery_without_scope", OPEN, "C6"),
        recovery(back(24)),
        recovery(back(24, when=FLOOD)),
    ),
    "an RTO of whatever": (
        ("lint.recovery_without_scope", OPEN, "C6"),
        timed(("rto", "restored", 48)),
        timed(("rto", "restored", 48), when=FLOOD),
    ),
    "services restored after whatever": (
        ("lint.recovery_without_scope", OPEN, "C6"),
        timed(("service_restored", "restored", 48), start="disaster_declared"),
        timed(("service_restored", "restored", 48), start="created"),
    ),
    "recovery of a part only": (
        ("lint.recovery_in_part_only", OPEN, "C6"),
        recovery(
            back(24, metric="some_back", when=FLOOD),
            back(48, when=when(disaster="attack")),
            metrics=(SOME_BACK, RECOVERY),
        ),
        recovery(
            back(24, metric="some_back", when=FLOOD),
            back(48, when=when(disaster=("attack", "flood"))),
            metrics=(SOME_BACK, RECOVERY),
        ),
    ),
    "holidays that nobody has announced": (
        ("lint.holidays_run_out", OPEN, None),
        contract(
            policy=answers(response(clock=CHINA_DESK)),
        ),
        contract(policy=answers(response(clock=OFFICE))),
    ),
    "holidays of a price band": (
        ("lint.holidays_run_out", OPEN, None),
        contract(
            fee_plan=PerIncident(
                prices=price_list(
                    Hourly(
                        price=UnitPrice(300, "CNY"),
                        bands=(Band(key="day", hours=CHINA_DESK), Band(key="rest")),
                    )
                )
            )
        ),
        contract(
            fee_plan=PerIncident(
                prices=price_list(
                    Hourly(
                        price=UnitPrice(300, "CNY"),
                        bands=(Band(key="day", hours=OFFICE), Band(key="rest")),
                    )
                )
            )
        ),
    ),
    "holidays of a surcharge": (
        ("lint.holidays_run_out", OPEN, None),
        contract(
            fee_plan=PerIncident(
                prices=price_list(Flat(cny(1))),
                terms=BillingTerms(
                    surcharges=(Surcharge(key="night", factor=2, outside=CHINA_DESK),)
                ),
            )
        ),
        contract(
            fee_plan=PerIncident(
                prices=price_list(Flat(cny(1))),
                terms=BillingTerms(surcharges=(Surcharge(key="night", factor=2, outside=OFFICE),)),
            )
        ),
    ),
    "a desk that never opens": (("lint.calendar_never_opens", UNWISE, None), NEVER, OFFICE),
    "a table with a gap": (
        ("lint.table_fault", OPEN, None),
        table(Row(id="dead", when=when(till=("slow", "dead")), then="now")),
        table(Row(id="dead", then="now")),
    ),
    "a table in which two rows disagree": (
        ("lint.table_fault", CONTRADICTION, None),
        table(
            Row(id="dead", when=when(till="dead"), then="now"),
            Row(id="calm", when=when(rush=False), then="now"),
            Row(id="rest", when=when(till=("works", "slow"), rush=True), then="now"),
            hit_policy=HitPolicy.UNIQUE,
        ),
        table(
            Row(id="dead", when=when(till="dead", rush=True), then="now"),
            Row(id="calm", when=when(rush=False), then="now"),
            Row(id="rest", when=when(till=("works", "slow"), rush=True), then="now"),
            hit_policy=HitPolicy.UNIQUE,
        ),
    ),
    "a cap that lets worse facts be milder": (
        ("lint.table_fault", UNWISE, None),
        table(
            Row(id="any", then="now"),
            modifiers=(Cap(id="dead", when=when(till="dead"), at_most="tomorrow"),),
        ),
        table(
            Row(id="any", then="now"),
            modifiers=(Cap(id="works", when=when(till="works"), at_most="tomorrow"),),
        ),
    ),
    "a life that never ends": (
        ("lint.lifecycle_fault", UNWISE, None),
        life(move()),
        life(move(to="closed")),
    ),
}
