"""Logs to an Aim repository what its input tells, a JSON object a line, and answers each with a line: the run's hash."""

import json
import sys

from aim import Run

repo = sys.argv[1]
open_runs = {}


def new_run(experiment):
    return Run(
        repo=repo,
        experiment=experiment,
        system_tracking_interval=None,
        log_system_params=False,
        capture_terminal_logs=False,
    )


def whole_run(asked):
    run = new_run(asked["experiment"])
    for key, value in asked["params"].items():
        run[key] = value
    run.track({key: float(value) for key, value in asked["metrics"].items()}, step=0)
    run.close()
    return run.hash


def points(asked):
    name = asked["run"]
    if name not in open_runs:
        open_runs[name] = new_run("curves")
    run = open_runs[name]
    columns = asked["columns"]
    for i in range(asked["steps"]):
        # A whole number in JSON would make the series one of whole numbers.
        run.track({key: float(values[i]) for key, values in columns.items()}, step=asked["first"] + i)
    if asked["end"]:
        open_runs.pop(name).close()
    return run.hash


for line in sys.stdin:
    asked = json.loads(line)
    print(whole_run(asked) if "params" in asked else points(asked), flush=True)
