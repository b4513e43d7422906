"""The five documents as they stand, nothing chosen for them: what `lint` is shown first.

Here no reading is taken (what `Binding.CHOICE` names is taken out) and what a preset can hold as
`UNDECIDED` is so. What a preset's arguments can't hold so is given as an `OpenArgument`.

    for finding in lint(*as_documented.heating()):
        print(finding.question, explain(finding))
"""

from attrs import evolve

from servicedesk.complaints import ComplaintPolicy
from servicedesk.lint import Judgement, OpenArgument, Subject
from servicedesk.presets import complaint_policy as s3
from servicedesk.presets import construction as s1
from servicedesk.presets import erp_complaints as s0
from servicedesk.presets import heating as s4
from servicedesk.presets import srm as s2
from servicedesk.presets.construction import sentences as in_s1
from servicedesk.presets.heating import sentences as in_s4
from servicedesk.presets.srm import sentences as in_s2
from servicedesk.reasons import UNDECIDED, Binding, Clause, Text
from servicedesk.sla import Policy, Target

__all__ = ["complaint_policy", "construction", "erp_complaints", "heating", "srm"]

_ALL_TIME = Text("all time counts", "按自然时间计算", "按自然時間計算")
_OPEN_TIME = Text("only opening hours count", "只计服务时间", "只計服務時間")
_FROM_REQUEST = Text("from the request for a visit", "自提出上门请求时起算", "自提出上門請求時起算")
_FROM_CALL = Text("from the first call", "自首次报修时起算", "自首次報修時起算")
_WHOSE_TIME = Text("Whose time counts?", "按何种时间计算？", "按何種時間計算？")
_FROM_WHEN = Text("From when does it count?", "自何时起算？", "自何時起算？")
_HOW_OFTEN = Text('"Periodically" is how often?', "“定期”是多久一次？", "「定期」是多久一次？")
_MONTHLY = Text("every month", "每月一次", "每月一次")
_QUARTERLY = Text("every quarter", "每季一次", "每季一次")
_AS_EXAMPLE = Text("an example, no promise", "仅为示例，并非承诺", "僅為示例，並非承諾")
_AS_PROMISE = Text("a promise", "属于承诺", "屬於承諾")
_WHO_OWNS = Text("Who answers for it after hand-over?", "移交之后由谁负责？", "移交之後由誰負責？")
_FIRST_CONTACT = Text("the first contact", "首问人员", "首問人員")
_HANDLER = Text("the department that handles it", "处理部门", "處理部門")


def _sentences(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The document's sentences, without what was chosen."""
    return tuple(each for each in clauses if each.binding is not Binding.CHOICE)


def _unread(target: Target) -> Target:
    """The target as its sentences have it; that a range warns is a reading of C3."""
    chosen = {each.ref for each in target.clauses if each.binding is Binding.CHOICE}
    warns = None if "C3" in chosen else target.warn_after
    return evolve(target, clauses=_sentences(target.clauses), warn_after=warns)


def _as_stated(policy: Policy) -> Policy:
    return evolve(policy, targets=tuple(_unread(target) for target in policy.targets))


def _open(
    where: str,
    question: str,
    asks: Text,
    *answers: Text,
    clauses: tuple[Clause, ...] = (),
    judgement: Judgement = Judgement.OPEN,
) -> OpenArgument:
    return OpenArgument(
        where=where,
        question=question,
        asks=asks,
        answers=answers,
        clauses=clauses,
        judgement=judgement,
    )


def erp_complaints() -> tuple[Subject, ...]:
    """S0 as it stands: C9, C11."""
    return (
        s0.policy(),
        s0.CHANNELS,
        s0.RECOURSE,
        s0.COMPLETENESS,
        s0.PREPARATION,
        s0.PROCESS,
        _open(
            "erp_complaints.patience(within)",
            "C9",
            Text("How long is long without an answer?", "多久算“长时间”？", "多久算「長時間」？"),
            Text("a week", "一周", "一週"),
            Text("a month", "一个月", "一個月"),
            clauses=(s0.OFFICIAL_FIRST,),
        ),
        _open(
            "erp_complaints.RECOURSE, fact consumer",
            "C11",
            Text(
                "May a firm complain to 12315?",
                "企业能否向12315投诉？",
                "企業能否向12315投訴？",
            ),
            Text("yes, as the article says", "可以（原文）", "可以（原文）"),
            Text(
                "no, by article 3 of the regulation only consumers",
                "不可以，按规定第三条仅限消费者",
                "不可以，按規定第三條僅限消費者",
            ),
            clauses=(s0.OVERSIGHT,),
            judgement=Judgement.CONTRADICTION,
        ),
    )


def construction() -> tuple[Subject, ...]:
    """S1 as it stands: C1, C4 to C6, C8, C12."""
    granted = s1.entitlements(after_warranty=UNDECIDED, may_be_charged=UNDECIDED)
    return (
        s1.book(granted=granted, promised=_as_stated(s1.policy())),
        _open(
            "construction.policy(clock)",
            "C1",
            _WHOSE_TIME,
            _ALL_TIME,
            _OPEN_TIME,
            clauses=(in_s1.HOTLINE,),
        ),
        _open(
            "construction.policy(adopted)",
            "C4",
            Text(
                "What is the time of response? 24 h here, 2 h in S4, 3 min in S2.",
                "响应时限是多少？此处24小时，S4为2小时，S2为3分钟。",
                "響應時限是多少？此處24小時，S4為2小時，S2為3分鐘。",
            ),
            _AS_EXAMPLE,
            _AS_PROMISE,
            clauses=(in_s1.WITHIN_A_DAY,),
        ),
        _open(
            "construction.policy(by_level)",
            "C5",
            Text("Which time has each level?", "各级的时限是多少？", "各級的時限是多少？"),
            Text("4 h and 24 h", "4小时与24小时", "4小時與24小時"),
            Text("24 h and 72 h", "24小时与72小时", "24小時與72小時"),
            clauses=(in_s1.TIMES_BY_LEVEL,),
        ),
        _open(
            "construction.policy(recovery_starts)",
            "C6",
            _FROM_WHEN,
            Text("from the disaster", "自灾难发生时起算", "自災難發生時起算"),
            Text("from its declaration", "自宣告灾难时起算", "自宣告災難時起算"),
            clauses=(in_s1.NATURAL_DISASTER, in_s1.CYBER_ATTACK, in_s1.HARDWARE_FAULT),
        ),
        _open(
            "construction.CATALOGUE, ServiceItem.due",
            "C12",
            _HOW_OFTEN,
            _MONTHLY,
            _QUARTERLY,
            clauses=(in_s1.CHECKED, in_s1.BACKUPS_CHECKED, in_s1.DRILL, in_s1.AUDIT),
        ),
    )


def srm() -> tuple[Subject, ...]:
    """S2 as it stands: C1 to C4, C7, C8, C12, C14."""
    return (
        s2.book(
            granted=s2.entitlements(basic_upgrade=UNDECIDED),
            liable=s2.liabilities(customers_own=UNDECIDED),
            promised=_as_stated(s2.policy()),
            items=s2.catalogue(weekly_backup=UNDECIDED),
            aims=s2.goals(rate_months=UNDECIDED),
        ),
        _open(
            "srm.policy(clock)",
            "C1",
            _WHOSE_TIME,
            _ALL_TIME,
            _OPEN_TIME,
            clauses=(in_s2.MAIL, in_s2.SAME_CITY, in_s2.OTHER_CITY),
        ),
        _open(
            "srm.policy(arrival_starts)",
            "C2",
            _FROM_WHEN,
            _FROM_REQUEST,
            _FROM_CALL,
            clauses=(in_s2.SAME_CITY, in_s2.OTHER_CITY),
        ),
        _open(
            "srm.policy(adopted)",
            "C4",
            Text(
                "What is the time of response? 3 min and 1 to 2 h here, 2 h in S4, 24 h in S1.",
                "响应时限是多少？此处3分钟及1至2小时，S4为2小时，S1为24小时。",
                "響應時限是多少？此處3分鐘及1至2小時，S4為2小時，S1為24小時。",
            ),
            _AS_EXAMPLE,
            _AS_PROMISE,
            clauses=(in_s2.IN_THREE_MINUTES, in_s2.ONE_TO_TWO_HOURS),
        ),
        _open(
            "srm.book(survey)",
            "C12",
            _HOW_OFTEN,
            _MONTHLY,
            _QUARTERLY,
            clauses=(in_s2.SURVEY, in_s2.QUARTERLY, in_s2.SCAN),
        ),
    )


def complaint_policy() -> tuple[Subject, ...]:
    """S3 as it stands: C1, C2, C5, C9, C10, C13."""
    return (
        _as_stated(s3.policy()),
        ComplaintPolicy(name="complaint_policy", most_reviews=UNDECIDED),
        _open(
            "complaint_policy.policy(clock)",
            "C1",
            _WHOSE_TIME,
            _ALL_TIME,
            _OPEN_TIME,
            clauses=(s3.HAND_OVER, s3.CONTACT, s3.CONFIRMATION),
        ),
        _open(
            "complaint_policy.policy(hand_over_from)",
            "C2",
            _FROM_WHEN,
            Text(
                "from recording and classifying, which have no time of their own",
                "自记录和分类完成时起算，而记录和分类本身没有时限",
                "自記錄和分類完成時起算，而記錄和分類本身沒有時限",
            ),
            Text("from receipt", "自接到投诉时起算", "自接到投訴時起算"),
            clauses=(s3.HAND_OVER,),
        ),
        _open(
            "ComplaintPolicy.owner_hands_over",
            "C13",
            _WHO_OWNS,
            _FIRST_CONTACT,
            _HANDLER,
            clauses=(s3.HAND_OVER, in_s4.RESPONSE),
            judgement=Judgement.CONTRADICTION,
        ),
    )


def heating() -> tuple[Subject, ...]:
    """S4 as it stands: C1, C2, C5, C7, C8, C12."""
    granted = s4.entitlements(
        premium_to_others=UNDECIDED,
        engineer_to_others=UNDECIDED,
        policy_upgrade=UNDECIDED,
        season_maintenance=UNDECIDED,
        daily_backup=UNDECIDED,
    )
    return (
        s4.book(
            granted=granted,
            served=tuple(evolve(row, clauses=_sentences(row.clauses)) for row in s4.hours()),
            promised=_as_stated(s4.policy()),
            offered=s4.CATALOGUE,
        ),
        _open(
            "heating.policy(clock)",
            "C1",
            _WHOSE_TIME,
            _ALL_TIME,
            _OPEN_TIME,
            clauses=(in_s4.RESPONSE, in_s4.SERVICE_HOURS),
            judgement=Judgement.CONTRADICTION,
        ),
        _open(
            "heating.office(week, holidays)",
            "C1",
            Text("Which days are working days?", "哪些日子是工作日？", "哪些日子是工作日？"),
            Text("Monday to Friday", "周一至周五", "週一至週五"),
            Text("every day of the fee season", "收费期内每天", "收費期內每天"),
            clauses=(in_s4.SERVICE_HOURS,),
        ),
        _open(
            "heating.policy(visit_clock_starts)",
            "C2",
            _FROM_WHEN,
            _FROM_REQUEST,
            _FROM_CALL,
            clauses=(in_s4.VISIT_ARRANGED,),
        ),
        _open(
            "heating.entitlements(major)",
            "C5",
            Text("Which problems are major?", "何为重大问题？", "何為重大問題？"),
            Text("only critical ones", "仅严重（1级）问题", "僅嚴重（1級）問題"),
            Text("high ones too", "高（2级）以上问题", "高（2級）以上問題"),
            clauses=(in_s4.ON_SITE,),
        ),
        _open(
            "heating.entitlements(minor_visits)",
            "C8",
            Text(
                "How many visits for problems that are not major?",
                "非重大问题可上门几次？",
                "非重大問題可上門幾次？",
            ),
            Text("none", "不上门", "不上門"),
            Text("any number", "不限次数", "不限次數"),
            clauses=(in_s4.ON_SITE,),
        ),
        _open(
            "heating.CATALOGUE, ServiceItem.due",
            "C12",
            _HOW_OFTEN,
            _MONTHLY,
            Text("as needed", "根据需要", "根據需要"),
            clauses=(in_s4.MAINTENANCE, in_s4.SYSTEM_PATCHES, in_s4.BACKUP),
        ),
    )
