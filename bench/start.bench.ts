import type { Bench } from "./main.ts";
import { interleaved, ratioText, short } from "./support/rounds.ts";
import { type BenchStack, startCommand, withStack } from "./support/stack.ts";

const rounds = 7;

async function measure(stack: BenchStack) {
  const once = async (command: readonly [string, ...string[]]): Promise<number> => {
    const ms = await stack.start(command);
    await stack.stop();
    return ms;
  };
  await once(startCommand("--no-build"));
  const measured = await interleaved(
    {
      "without looking for changed sources": () => once(startCommand("--no-build")),
      "as npm start does, nothing changed": () => once(startCommand()),
      "as npm start does, on an empty state folder": async () => {
        stack.clear();
        return once(startCommand());
      },
    },
    { rounds, baseline: "without looking for changed sources" },
  );
  return Object.entries(measured).map(([what, m]) => ({
    what,
    s: short(m.median / 1000),
    "time by that of the first (range)": ratioText(m),
  }));
}

export const bench: Bench = { title: `Starting again: until "Ready on"; ${rounds} rounds`, run: () => withStack(measure) };
