"""A brute-force oracle of clocks whose target changes, minute by minute, sharing no code with us.

A run is the list of the minutes that it went, whatever clock; its target says on which of them the
clock counts. Amounts are fractions of a minute, since a fraction of a target may be carried over.
"""

from fractions import Fraction

HORIZON = 60 * 24 * 20


class Goal:
    """So many minutes, of those for which *is_open* says yes."""

    def __init__(self, name, allowed, is_open):
        self.name = name
        self.allowed = allowed
        self.is_open = is_open


def after(minute, rest, is_open):
    """When *rest*, above zero, has counted from a minute on; None if that is too far away."""
    for now in range(minute, HORIZON):
        if is_open(now):
            if rest <= 1:
                return now + rest
            rest -= 1
    return None


def strictest(goals, start):
    """The goal that would be due first; of several the first."""
    dues = [
        start if not goal.allowed else after(start, goal.allowed, goal.is_open) for goal in goals
    ]
    return goals[min(range(len(goals)), key=lambda index: (dues[index] is None, dues[index]))]


class Run:
    def __init__(self, start, held, goal, settled):
        self.start = self.base = start
        self.held = held
        self.goal = goal
        self.settled = settled
        self.went = []
        self.carried = Fraction(0)
        self.late_since = None
        self.end = self.how = None

    def counted(self):
        return [m for m in self.went if m >= self.base and self.goal.is_open(m)]

    def elapsed(self):
        return self.carried + len(self.counted())

    def due(self, last):
        """When it is or was due, as far as is known at *last*; None while a wait leaves it open."""
        if self.late_since is not None:
            return self.late_since
        rest = self.goal.allowed - self.carried
        if rest <= 0:
            return self.base
        counted = self.counted()
        if len(counted) >= rest:
            whole = -(-rest // 1)
            return counted[whole - 1] + rest - (whole - 1)
        if self.held:
            return None
        return after(last, rest - len(counted), self.goal.is_open)

    def judge(self, at):
        """(state, elapsed, due, overrun) at minute *at*."""
        last = at if self.end is None else self.end
        elapsed = self.elapsed()
        if self.how == "cancelled":
            return "cancelled", elapsed, None, None
        due = self.due(last)
        if due is not None and due < last:
            return "breached", elapsed, due, max(elapsed - self.goal.allowed, 0)
        if self.end is not None:
            if due is None:
                due = after(last, self.goal.allowed - elapsed, self.goal.is_open)
            return "met", elapsed, due, None
        if due is None:
            return "paused", elapsed, None, None
        return "running", elapsed, due, None

    def change(self, minute, goal, mode):
        """From this minute on the other goal applies."""
        if not self.settled:  # what was assumed is settled: the incident is the same
            self.goal, self.settled = goal, True
            return
        if goal is self.goal or mode == "keep_target":
            return
        elapsed = self.elapsed()
        if mode == "keep_elapsed":
            self.carried, self.base = elapsed, minute
        elif mode == "start_at_change":
            self.carried, self.base = Fraction(0), minute
        elif mode == "carry_fraction":
            due = self.due(minute)
            self.late_since = due if due is not None and due < minute else None
            self.carried = elapsed / self.goal.allowed * goal.allowed
            self.base = minute
        self.goal = goal


def runs_of(metric, goals, mode, log, at):
    """The runs of a metric by minute *at*.

    *metric* maps each event type to what it does, and holds "recurs" and "reopening"; *goals* is
    the goal of each severity; *log* a list of (minute, type, severity or None) in order, whose
    severity holds before its event acts.
    """
    runs, waiting, severity = [], False, None
    todo = [entry for entry in log if entry[0] <= at]

    def begin(minute):
        settled = severity is not None
        goal = goals[severity] if settled else strictest(list(goals.values()), minute)
        runs.append(Run(minute, waiting, goal, settled))

    for minute in range(at + 1):
        while todo and todo[0][0] == minute:
            _, kind, said = todo.pop(0)
            doing = metric["table"].get(kind)
            run = runs[-1] if runs else None
            live = run is not None and run.end is None
            if said is not None:
                severity = said
                if live:
                    run.change(minute, goals[said], mode)
            if doing == "start" and not live and (run is None or metric["recurs"]):
                begin(minute)
            elif doing in ("pause", "resume"):
                waiting = doing == "pause"
                if live:
                    run.held = waiting
            elif doing in ("stop", "cancel") and live:
                run.end, run.how = minute, "met" if doing == "stop" else "cancelled"
                waiting = False
            elif doing == "restart" and live:
                run.end, run.how = minute, "met"
                begin(minute)
            elif doing == "reopen" and run is not None and not live:
                if metric["reopening"] == "new_cycle":
                    begin(minute)
                elif metric["reopening"] != "frozen":
                    if metric["reopening"] == "continue":
                        run.went += range(run.end, minute)
                    run.end = run.how = None
                    run.held = waiting
                    if severity is not None:
                        run.change(minute, goals[severity], mode)
        if minute < at and runs and runs[-1].end is None and not runs[-1].held:
            runs[-1].went.append(minute)
    return runs
