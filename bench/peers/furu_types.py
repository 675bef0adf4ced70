"""Types of the benchmark's graph for Furu, which wants them in an importable module."""

import json

import furu


class Leaf(furu.Furu[int]):
    i: int = furu.chz.field()
    salt: str = furu.chz.field()

    def _create(self) -> int:
        (self.furu_dir / "value.json").write_text(json.dumps(self.i))
        return self.i

    def _load(self) -> int:
        return json.loads((self.furu_dir / "value.json").read_text())


class Add(furu.Furu[int]):
    parts: list = furu.chz.field()
    salt: str = furu.chz.field()

    def _create(self) -> int:
        total = sum(part.get() for part in self.parts)
        (self.furu_dir / "value.json").write_text(json.dumps(total))
        return total

    def _load(self) -> int:
        return json.loads((self.furu_dir / "value.json").read_text())
