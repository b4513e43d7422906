"""What S4 asks of the customer."""

from servicedesk.contracts import AfterEach, Due, Every, Obligation, Once
from servicedesk.decisions import All, Between, Is
from servicedesk.presets.heating import sentences as said
from servicedesk.reasons import Choice, Clause, Text, chosen


def obligations(
    *,
    training_days: int | None = None,
    sign_off_days: int | None = None,
    own_backups: Every | Choice | None = None,
) -> tuple[Obligation, ...]:
    """What the customer owes (R134 to R137).

    The document sets no term. Training is owed once and a signature after each service, so by
    default both stay open until they are done and are never late.

    The document attaches no consequence to neglect; a host that does evolves the obligation with
    a consequence and the clause of its own policy.

    Args:
        training_days: two people are trained by this day of the term; None: no term.
        sign_off_days: the record of a service is signed within so many days; None: no term.
        own_backups: how often the customer backs up ("定期", C12); None: as the facts tell. May
            be `UNDECIDED`.
    """
    trained = Once(days=training_days, people=2)
    signed = AfterEach(days=sign_off_days)
    return (
        Obligation(
            key="trained_people",
            text=Text(
                "at least two people trained, who can report online how the software is used",
                "至少两人完成培训，并能通过网络反馈使用现状",
                "至少兩人完成培訓，並能通過網絡反饋使用現狀",
            ),
            kept=All((Between("trained_people", 2), Is("reports_online", (True,)))),
            due=trained,
            clauses=(
                said.TRAINED_PEOPLE,
                *_named("R134", said.TRAINING_TERM, trained),
            ),
        ),
        Obligation(
            key="safe_environment",
            text=Text(
                "rules that keep the environment of the system safe",
                "建立保障系统运行环境安全的制度",
                "建立保障系統運行環境安全的制度",
            ),
            kept=Is("environment_rules", (True,)),
            clauses=(said.SAFE_ENVIRONMENT,),
        ),
        Obligation(
            key="own_backups",
            text=Text(
                "regular backups of their own, kept safely",
                "定期备份数据并妥善保管",
                "定期備份數據並妥善保管",
            ),
            kept=Is("own_backups", (True,)),
            due=None if isinstance(own_backups, Choice) else own_backups,
            clauses=(said.OWN_BACKUPS, *_named("C12", said.BACKUP_TERM, own_backups)),
        ),
        Obligation(
            key="prompt_report",
            text=Text(
                "report a fault promptly and record its symptoms",
                "及时报告异常并记录故障现象",
                "及時報告異常並記錄故障現象",
            ),
            kept=Is("reported_promptly", (True,)),
            clauses=(said.PROMPT_REPORT,),
        ),
        Obligation(
            key="sign_off",
            text=Text(
                "check after the service and sign its record",
                "服务后检查并在服务记录上签字确认",
                "服務後檢查並在服務記錄上簽字確認",
            ),
            kept=Is("signed_off", (True,)),
            due=signed,
            clauses=(
                said.SIGN_OFF,
                *_named("R137", said.SIGN_OFF_TERM, signed),
            ),
        ),
    )


def _named(ref: str, question: Text, due: Due | Choice | None) -> tuple[Clause, ...]:
    if isinstance(due, Choice):
        return (chosen(ref, question, due),)
    return () if due is None or due.days is None else (chosen(ref, question, due),)
