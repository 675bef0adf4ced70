"""The graph of bench/tasks.bench.ts, built by Stardag or Furu: python tasks.py stardag|furu FOLDER. Prints one line of JSON with seconds."""

import json
import os
import sys
import time

LEAVES, FAN_IN, HASHED, REPEATS = 1_000, 10, 5_000, 50
which, folder = sys.argv[1:]


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if which == "stardag":
    os.environ["STARDAG_TARGET_ROOTS__DEFAULT"] = folder
    import stardag as sd

    @sd.task
    def leaf(i: int, salt: str) -> int:
        return i

    class Add(sd.Task[int]):
        parts: tuple[sd.TaskLoads[int], ...]
        salt: str

        def requires(self):
            return list(self.parts)

        def run(self):
            self._save(sum(part.load() for part in self.parts))

    make_leaf = lambda i, salt: leaf(i=i, salt=salt)
    make_sum = lambda parts, salt: Add(parts=tuple(parts), salt=salt)
    identify = lambda task: task.id
    is_done = lambda task: task.complete()
    build = lambda root: sd.build(root)
    load = lambda task: task.load()
else:
    os.environ.update(FURU_PATH=folder, FURU_RECORD_GIT="ignore")
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import furu_types

    make_leaf = lambda i, salt: furu_types.Leaf(i=i, salt=salt)
    make_sum = lambda parts, salt: furu_types.Add(parts=parts, salt=salt)
    identify = lambda task: task.furu_hash
    is_done = lambda task: task.exists()
    build = lambda root: root.get()
    load = lambda task: task.get()

hashing = timed(lambda: [identify(make_leaf(i, "hash")) for i in range(HASHED)])
leaves = [make_leaf(i, "graph") for i in range(LEAVES)]
sums = [make_sum(leaves[i : i + FAN_IN], "graph") for i in range(0, LEAVES, FAN_IN)]
root = make_sum(sums, "graph")
building = timed(lambda: build(root))
assert load(root) == sum(range(LEAVES)), load(root)
again = timed(lambda: [build(root) for _ in range(REPEATS)]) / REPEATS
looking = timed(lambda: [is_done(task) for task in leaves])
print(json.dumps({"hash_us": hashing / HASHED * 1e6, "build_s": building, "again_s": again, "look_s": looking}))
