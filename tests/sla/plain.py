"""A brute-force oracle of SLA clocks: minute by minute, sharing no code with the engine.

Time is a count of minutes since the epoch of the test. The desk is asked minute by minute whether
it is open; a run counts the minutes that are open while nothing holds it. It knows nothing of
spans, prefix sums or marks.
"""

HORIZON = 60 * 24 * 12


class PlainRun:
    def __init__(self, start, held):
        self.start = start
        self.held = held
        self.end = None
        self.how = None
        self.counted = []

    def judge(self, at, target, is_open):
        """(state, minutes counted, due or None, overrun) at minute *at*; None is not applicable."""
        last = at if self.end is None else self.end
        counted = len(self.counted)
        if self.how == "cancelled":
            return ("cancelled", counted, None, None)
        due = None
        if target == 0:
            due = self.start
        elif counted >= target:
            due = self.counted[target - 1] + 1
        elif self.end is not None or not self.held:
            due = walk_on(last, target - counted, is_open)
        ended_held = self.end is not None and self.held and counted < target
        if due is not None and due < last and not ended_held:
            return ("breached", counted, due, counted - target)
        if self.end is not None:
            return ("met", counted, due, None)
        if self.held and due is None:
            return ("paused", counted, None, None)
        return ("running", counted, due, None)


def walk_on(minute, rest, is_open):
    while rest and minute < HORIZON:
        rest -= is_open(minute)
        minute += 1
    return None if rest else minute


def runs_of(metric, log, at, is_open):
    """The runs of a metric by minute *at*.

    *metric* maps each event type to what it does, and holds "recurs" and "reopening"; *log* is a
    list of (minute, type) in order.
    """
    runs, waiting = [], False
    todo = [entry for entry in log if entry[0] <= at]
    for minute in range(at + 1):
        while todo and todo[0][0] == minute:
            doing = metric["table"].get(todo.pop(0)[1])
            run = runs[-1] if runs else None
            live = run is not None and run.end is None
            if doing == "start" and not live and (run is None or metric["recurs"]):
                runs.append(PlainRun(minute, waiting))
            elif doing == "pause":
                waiting = True
                if live:
                    run.held = True
            elif doing == "resume":
                waiting = False
                if live:
                    run.held = False
            elif doing in ("stop", "cancel") and live:
                run.end = minute
                run.how = "met" if doing == "stop" else "cancelled"
                waiting = False
            elif doing == "restart" and live:
                run.end, run.how = minute, "met"
                runs.append(PlainRun(minute, waiting))
            elif doing == "reopen" and run is not None and not live:
                if metric["reopening"] == "new_cycle":
                    runs.append(PlainRun(minute, waiting))
                elif metric["reopening"] != "frozen":
                    if metric["reopening"] == "continue":
                        run.counted += [m for m in range(run.end, minute) if is_open(m)]
                    run.end = run.how = None
                    run.held = waiting
        if minute < at and runs and runs[-1].end is None and not runs[-1].held and is_open(minute):
            runs[-1].counted.append(minute)
    return runs
