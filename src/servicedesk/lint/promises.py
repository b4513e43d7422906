"""What may be wrong with promised times, each policy by itself."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import product

from servicedesk.clocks.story import clock_text
from servicedesk.complaints import ComplaintPolicy
from servicedesk.decisions import ALWAYS, Condition, facts_of
from servicedesk.incidents import key_text
from servicedesk.lint.cases import cases_of, due_of, find_closed, find_later
from servicedesk.lint.findings import Finding, Judgement, finding, is_settled, told
from servicedesk.lint.gaps import findings_uncovered
from servicedesk.lint.wording import range_in, says_around_the_clock
from servicedesk.reasons import Binding, Choice, Clause, ReasonKind, Text
from servicedesk.sla import ElapsedTime, Metric, Policy, Promised, Target, TargetClock
from servicedesk.spans import ZERO

UNTIMED = ReasonKind(
    "lint.untimed_metric",
    "{metric} is timed, but no target says how long it may take",
    "{metric}有计时，却没有规定时限",
    "{metric}有計時，卻沒有規定時限",
)
AFTER_ITS_END = ReasonKind(
    "lint.later_than_its_end",
    "{early} may be due after {late} ({case}): from {at}, {due} and {other_due}",
    "{early}的期限可能晚于{late}（{case}）：自{at}起，前者{due}到期，后者{other_due}到期",
    "{early}的期限可能晚於{late}（{case}）：自{at}起，前者{due}到期，後者{other_due}到期",
)
AROUND_THE_CLOCK = ReasonKind(
    "lint.around_the_clock_on_office_hours",
    'the sentence says "around the clock", the clock stands still at {closed} ({clock})',
    "原文称全天候，而{closed}时钟并不走动（{clock}）",
    "原文稱全天候，而{closed}時鐘並不走動（{clock}）",
)
NEVER_DUE = ReasonKind(
    "lint.never_due",
    "{metric} is never due: its clock does not go on after {at} ({clock})",
    "{metric}永远不会到期：其时钟在{at}之后不再走动（{clock}）",
    "{metric}永遠不會到期：其時鐘在{at}之後不再走動（{clock}）",
)
NO_TIME_AT_ALL = ReasonKind(
    "lint.no_time_at_all",
    "{metric} allows no time at all, so that every second is late",
    "{metric}的时限为零，晚一秒即为超时",
    "{metric}的時限為零，晚一秒即為超時",
)
RANGE = ReasonKind(
    "lint.range_without_meaning",
    "the sentence gives the range {range}, and what its lower bound means is not said",
    "原文给出区间{range}，未说明下限的含义",
    "原文給出區間{range}，未說明下限的含義",
)
SLOWER_TIER = ReasonKind(
    "lint.better_tier_slower",
    "{metric}: tier {better} is served after tier {lower} ({case}): from {at}, due {due}"
    " and {other_due}",
    "{metric}：{better}级反而晚于{lower}级（{case}）：自{at}起，分别于{due}和{other_due}到期",
    "{metric}：{better}級反而晚於{lower}級（{case}）：自{at}起，分別於{due}和{other_due}到期",
)
UNBOUNDED_EXTENSIONS = ReasonKind(
    "lint.unbounded_extensions",
    "{metric} may be extended any number of times, a hundred as well as one",
    "{metric}可以无限次延期，一次、一百次皆可",
    "{metric}可以無限次延期，一次、一百次皆可",
)
EXTENSION_OPEN = ReasonKind(
    "lint.extension_choice_open",
    "whether {metric} is extended on notice or only with consent is not decided",
    "{metric}延期是告知即可还是须经同意，尚未决定",
    "{metric}延期是告知即可還是須經同意，尚未決定",
)
EXTENSIONS_DIFFER = ReasonKind(
    "lint.extensions_differ",
    "dates are extended {here} by policy {policy}, {there} by {complaints}",
    "策略{policy}的延期规则为{here}，投诉政策{complaints}则为{there}",
    "策略{policy}的延期規則為{here}，投訴政策{complaints}則為{there}",
)
RECOVERY_OF_WHAT = ReasonKind(
    "lint.recovery_without_scope",
    "{metric} holds after any disaster whatever, a failed disk as well as a flood",
    "{metric}未区分灾难情形，硬盘损坏与洪水同一时限",
    "{metric}未區分災難情形，硬碟損壞與洪水同一時限",
)
PARTLY_BACK = ReasonKind(
    "lint.recovery_in_part_only",
    "{part} has a time, {whole} has none ({case})",
    "{part}有时限，{whole}没有时限（{case}）",
    "{part}有時限，{whole}沒有時限（{case}）",
)
SUPPLIER_LATER = ReasonKind(
    "lint.ola_longer_than_sla",
    "{metric}: what {supplier} promises us is due after what we promise ({case}): from {at},"
    " {due} and {other_due}",
    "{metric}：{supplier}对我方的期限晚于我方对客户的期限（{case}）：自{at}起，"
    "分别于{due}和{other_due}到期",
    "{metric}：{supplier}對我方的期限晚於我方對客戶的期限（{case}）：自{at}起，"
    "分別於{due}和{other_due}到期",
)

# what comes earlier in the life of a request, where both are timed from one event: by name, or by
# how the words of the events begin that fulfil it, failing them those of its name
_STAGES = ("first_response", "workaround", "resolution", "total_resolution")
_BEGINNINGS = (
    ("respon", "reply", "replie", "answer", "acknowledg", "assign", "own"),
    ("workaround", "mitigat"),
    ("resol", "solv", "solut", "restor", "recover", "clos", "fix"),
)


def findings_of_policy(
    policy: Policy, since: datetime, tiers: tuple[str, ...], spoken: tuple[Condition, ...] = ()
) -> Iterator[Finding]:
    """Everything that is seen in a policy, with conditions whose values need a target, too."""
    for index, metric in enumerate(policy.metrics):
        if not any(target.metric == metric.name for target in policy.targets):
            where = f"Policy {policy.name}, metric {metric.name}"
            yield finding(UNTIMED, Judgement.OPEN, where, metric=metric)
        yield from findings_uncovered(policy, index, spoken)
        yield from _slower_tiers(policy, index, since, tiers)
    for target in policy.targets:
        yield from _of_target(policy, target, since)
    for early, late in _stages(policy.metrics):
        yield from _after_its_end(policy, early, late, since)
    yield from _half_recoveries(policy)


def _place(policy: Policy, target: Target) -> str:
    return f"Policy {policy.name}, target {target.name}"


def metric_of(policy: Policy, target: Target) -> Metric:
    """The metric that the target bounds."""
    return next(metric for metric in policy.metrics if metric.name == target.metric)


def _of_target(policy: Policy, target: Target, since: datetime) -> Iterator[Finding]:
    where, metric, rests_on = _place(policy, target), metric_of(policy, target), target.clauses
    if not is_settled("C1", *rests_on):
        yield from findings_around_the_clock(target.clock, rests_on, where, since)
    unsaid = any(each.binding is Binding.OPEN and each.ref == "C5" for each in rests_on)
    if target.within == ZERO and not unsaid and not is_settled("C5", *rests_on):
        yield finding(NO_TIME_AT_ALL, Judgement.OPEN, where, rests_on, question="C5", metric=metric)
    if target.warn_after is None and not is_settled("C3", *rests_on):
        for clause in rests_on:
            found = range_in(clause.quote)
            if found is not None:
                asked = [each for each in rests_on if each.ref == "C3"]
                yield finding(
                    RANGE,
                    Judgement.OPEN,
                    where,
                    (clause, *asked),
                    question="C3",
                    range=found,
                )
    promised = isinstance(target.within, Promised)
    if promised:
        yield from _extensions(policy, metric, where, rests_on)
    if not promised and due_of(target, since) is None:
        yield finding(
            NEVER_DUE,
            Judgement.CONTRADICTION,
            where,
            rests_on,
            metric=metric,
            at=since,
            clock=clock_text(target.clock),
        )
    recovery = _is_recovery(metric) and target.when == ALWAYS
    if recovery and not is_settled("C6", *rests_on):
        yield finding(
            RECOVERY_OF_WHAT, Judgement.OPEN, where, rests_on, question="C6", metric=metric
        )


def _extensions(
    policy: Policy, metric: Metric, where: str, rests_on: tuple[Clause, ...]
) -> Iterator[Finding]:
    """Extensions that nothing bounds, or of which nobody has said what they need."""
    rule = policy.extensions
    unbounded = rule.at_most is None and not is_settled("C10", *rests_on)
    if unbounded or isinstance(rule.at_most, Choice):
        yield finding(
            UNBOUNDED_EXTENSIONS, Judgement.OPEN, where, rests_on, question="C10", metric=metric
        )
    if isinstance(rule.needs_consent, Choice):
        yield finding(
            EXTENSION_OPEN, Judgement.OPEN, where, rests_on, question="C10", metric=metric
        )


def findings_of_extensions(
    policies: Iterable[Policy], complaints: Iterable[ComplaintPolicy]
) -> Iterator[Finding]:
    """Clocks and complaints that extend a promised date by different rules (C10)."""
    timed = [
        policy
        for policy in policies
        if any(isinstance(target.within, Promised) for target in policy.targets)
    ]
    for policy, other in product(timed, complaints):
        here, there = _rule_of(policy), _rule_of(other)
        if here != there and None not in (here, there):
            clauses = [
                clause
                for target in policy.targets
                if isinstance(target.within, Promised)
                for clause in target.clauses
            ]
            asked = [clause for clause in other.clauses if clause.ref == "C10"]
            yield finding(
                EXTENSIONS_DIFFER,
                Judgement.CONTRADICTION,
                f"Policy {policy.name} and ComplaintPolicy {other.name}",
                (*clauses, *asked),
                question="C10",
                policy=policy.name,
                complaints=other.name,
                here=here,
                there=there,
            )


def _rule_of(policy: Policy | ComplaintPolicy) -> Text | None:
    """How often and by what a date is extended, in words; None while that is undecided."""
    if isinstance(policy, Policy):
        consent, most = policy.extensions.needs_consent, policy.extensions.at_most
    else:
        consent, most = policy.extension_needs_consent, policy.most_extensions
    if isinstance(consent, Choice) or isinstance(most, Choice):
        return None
    how = _CONSENT[consent]
    if most is None:
        return Text(
            f"any number of times, {how.en}", f"不限次数、{how.zh_hans}", f"不限次數、{how.zh_hant}"
        )
    return Text(
        f"at most {most}×, {how.en}", f"至多{most}次、{how.zh_hans}", f"至多{most}次、{how.zh_hant}"
    )


_CONSENT = {
    True: Text("with consent", "须经同意", "須經同意"),
    False: Text("on notice", "告知即可", "告知即可"),
}


def findings_around_the_clock(
    clock: TargetClock, clauses: Iterable[Clause], where: str, since: datetime
) -> Iterator[Finding]:
    """Sentences that say "24 hours a day" of a clock that stands still (C1)."""
    if isinstance(clock, ElapsedTime):
        return
    for clause in clauses:
        if not says_around_the_clock(clause.quote):
            continue
        closed = find_closed(ElapsedTime(), clock, since)
        if closed is not None:
            yield finding(
                AROUND_THE_CLOCK,
                Judgement.CONTRADICTION,
                where,
                (clause,),
                question="C1",
                closed=closed,
                clock=clock_text(clock),
            )


def _slower_tiers(
    policy: Policy, index: int, since: datetime, tiers: tuple[str, ...]
) -> Iterator[Finding]:
    metric = policy.metrics[index]
    mine = [target.when for target in policy.targets if target.metric == metric.name]
    if not any("tier" in facts_of(condition) for condition in mine):
        return
    for place, lower in enumerate(tiers):
        for better in tiers[place + 1 :]:
            found = _slower(policy, index, lower, better, since)
            if found is not None:
                yield found
                return


def _slower(policy: Policy, index: int, lower: str, better: str, since: datetime) -> Finding | None:
    metric = policy.metrics[index]
    mine = [target.when for target in policy.targets if target.metric == metric.name]
    seen: set[tuple[str, str]] = set()
    for facts in cases_of(mine, tier=(lower,)):
        one = policy.choose(index, facts | {"tier": better}).targets
        other = policy.choose(index, facts).targets
        if not one or not other or (one[0].name, other[0].name) in seen:
            continue
        seen.add((one[0].name, other[0].name))
        later = find_later(one[0], other[0], since)
        if later is not None:
            rest = {name: value for name, value in facts.items() if name != "tier"}
            return finding(
                SLOWER_TIER,
                Judgement.UNWISE,
                _place(policy, one[0]),
                (*one[0].clauses, *other[0].clauses),
                example=facts | {"tier": better},
                metric=metric,
                better=key_text(better),
                lower=key_text(lower),
                case=told(rest),
                at=later.at,
                due=later.due,
                other_due=later.other_due,
            )
    return None


def _stages(metrics: tuple[Metric, ...]) -> Iterator[tuple[Metric, Metric]]:
    """Pairs of which the first is over whenever the second is, both timed from one event."""
    for early in metrics:
        for late in metrics:
            if early is late or not set(early.start) & set(late.start):
                continue
            if early.name in _STAGES and late.name in _STAGES:
                before = _STAGES.index(early.name) < _STAGES.index(late.name)
            else:
                one, other = _stage(early), _stage(late)
                before = set(early.stop) > set(late.stop) > set() or (
                    one is not None and other is not None and one < other
                )
            if before:
                yield early, late


def _stage(metric: Metric) -> int | None:
    """How far a request is when the metric is first fulfilled, if its words tell."""
    if not metric.stop:
        return None
    for keys in (metric.stop, (metric.name,)):
        words = [word for key in keys for word in re.split("[._-]", key)]
        for stage, beginnings in enumerate(_BEGINNINGS):
            if any(word.startswith(beginnings) for word in words):
                return stage
    return None


def _is_recovery(metric: Metric) -> bool:
    """Whether it times what follows a disaster, by its words or its events."""
    keys = (metric.name, *metric.stop)
    named = any("recover" in key or "rto" in re.split("[._-]", key) for key in keys)
    return named or "disaster_declared" in metric.start


def _after_its_end(
    policy: Policy, early: Metric, late: Metric, since: datetime
) -> Iterator[Finding]:
    """The first case in which the early stage is due after the late one, if there is one."""
    indexes = policy.metrics.index(early), policy.metrics.index(late)
    concerned = (early.name, late.name)
    conditions = [target.when for target in policy.targets if target.metric in concerned]
    seen: set[tuple[str, str]] = set()
    for facts in cases_of(conditions):
        one, other = (policy.choose(index, facts).targets for index in indexes)
        if not one or not other or (one[0].name, other[0].name) in seen:
            continue
        seen.add((one[0].name, other[0].name))
        later = find_later(one[0], other[0], since)
        if later is not None:
            yield finding(
                AFTER_ITS_END,
                Judgement.UNWISE,
                _place(policy, one[0]),
                (*one[0].clauses, *other[0].clauses),
                example=facts,
                early=early,
                late=late,
                case=told(facts),
                at=later.at,
                due=later.due,
                other_due=later.other_due,
            )
            return


def _half_recoveries(policy: Policy) -> Iterator[Finding]:
    """Cases in which part of a recovery has a time and the whole has none."""
    for place, part in enumerate(policy.metrics):
        for whole in policy.metrics:
            wholly = _is_recovery(whole) and set(part.stop) > set(whole.stop) > set()
            if not wholly or not set(part.start) & set(whole.start):
                continue
            of_both = [
                target for target in policy.targets if target.metric in (part.name, whole.name)
            ]
            for facts in cases_of([target.when for target in of_both]):
                partial = policy.choose(place, facts).targets
                full = policy.choose(policy.metrics.index(whole), facts).targets
                if not partial or full or is_settled("C6", *partial[0].clauses):
                    continue
                yield finding(
                    PARTLY_BACK,
                    Judgement.OPEN,
                    _place(policy, partial[0]),
                    partial[0].clauses,
                    question="C6",
                    example=facts,
                    part=part,
                    whole=whole,
                    case=told(facts),
                )
                break


def findings_of_suppliers(
    policy: Policy, suppliers: Iterable[Policy], since: datetime
) -> Iterator[Finding]:
    """Where what others promise us is due after what we promise with it (OLA and SLA)."""
    for supplier in suppliers:
        for index, metric in enumerate(supplier.metrics):
            ours = next((each for each in policy.metrics if each.name == metric.name), None)
            if ours is not None:
                yield from _supplied_late(policy, supplier, index, ours, since)


def _supplied_late(
    policy: Policy, supplier: Policy, index: int, ours: Metric, since: datetime
) -> Iterator[Finding]:
    theirs = [target for target in supplier.targets if target.metric == ours.name]
    mine = [target for target in policy.targets if target.metric == ours.name]
    seen: set[tuple[str, str]] = set()
    for facts in cases_of([target.when for target in (*theirs, *mine)]):
        given = supplier.choose(index, facts).targets
        promised = policy.choose(policy.metrics.index(ours), facts).targets
        if not given or not promised or (given[0].name, promised[0].name) in seen:
            continue
        seen.add((given[0].name, promised[0].name))
        later = find_later(given[0], promised[0], since)
        if later is not None:
            yield finding(
                SUPPLIER_LATER,
                Judgement.CONTRADICTION,
                _place(supplier, given[0]),
                (*given[0].clauses, *promised[0].clauses),
                example=facts,
                metric=ours,
                supplier=supplier.name,
                case=told(facts),
                at=later.at,
                due=later.due,
                other_due=later.other_due,
            )
            return
