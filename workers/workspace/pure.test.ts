import { RunStatus } from "@cairn/sdk/schema";
import { describe, expect, test } from "vitest";
import { answerOf, unwrap } from "../shared/answer.ts";
import { Fault } from "../shared/errors.ts";
import { CALL_TRIES, isRetryable, withRetries } from "../shared/retry.ts";
import { alarmTimeFor, isEarlier } from "./alarm.ts";
import { ALARM_SPACING_MS, PAGE_MAX_BYTES } from "./limits.ts";
import { takePage } from "./page.ts";
import { friendlyName } from "./runs/names.ts";
import { acceptsPoints } from "./runs/status.ts";

test("the alarm is at the first deadline, never in the past, and none when nothing runs", () => {
  expect(alarmTimeFor(60_000, 1_000)).toBe(60_000);
  expect(alarmTimeFor(500, 1_000)).toBe(1_000 + ALARM_SPACING_MS);
  expect([isEarlier(5, null), isEarlier(5, 6), isEarlier(5, 5), isEarlier(6, 5)]).toEqual([true, true, false, false]);
});

test("points are taken while a run may still have some on their way", () => {
  expect(RunStatus.options.filter(acceptsPoints)).toEqual(["running", "cancelled", "crashed", "preempted"]);
});

test("a friendly name is two words and the run's number", () => {
  expect(friendlyName(12, () => 0)).toMatch(/^[a-z]+-[a-z]+-12$/);
  expect(friendlyName(3, () => 0.999_999)).toMatch(/^[a-z]+-[a-z]+-3$/);
});

describe("a call to the object", () => {
  const failing = (errors: object[]) => {
    const waits: number[] = [];
    let calls = 0;
    const call = async () => {
      const error = errors[calls++];
      if (error) throw error;
      return "done";
    };
    const deps = { wait: async (ms: number) => waits.push(ms), random: () => 1 };
    return { result: withRetries(call, deps), calls: () => calls, waits };
  };

  test("is made again, ever later, while the object was only moved", async () => {
    const moved = { retryable: true };
    const made = failing([moved, moved]);
    expect(await made.result).toBe("done");
    expect(made.waits).toEqual([50, 100]);
    const away = failing(Array.from({ length: 10 }, () => moved));
    await expect(away.result).rejects.toBe(moved);
    expect(away.calls()).toBe(CALL_TRIES);
  });

  test("is not made again when the object is overloaded or its own code failed", async () => {
    for (const error of [{ retryable: true, overloaded: true }, { remote: true }, new Error("broken")]) {
      const made = failing([error]);
      await expect(made.result).rejects.toBe(error);
      expect(made.calls()).toBe(1);
      expect(isRetryable(error)).toBe(false);
    }
  });

  test("brings back a fault as one, and lets other errors through", () => {
    const fault = new Fault("limit_reached", "Too many.", { limit: { name: "runs", value: 1 } });
    const answer = structuredClone(
      answerOf(() => {
        throw fault;
      }),
    );
    expect(() => unwrap(answer)).toThrow(fault);
    expect(unwrap(answerOf(() => 7))).toBe(7);
    expect(() =>
      answerOf(() => {
        throw new TypeError("broken");
      }),
    ).toThrow("broken");
  });
});

test("a page ends at its limit or when it is large, and always has something", () => {
  expect(takePage([1, 2, 3], 3, () => 1)).toEqual({ taken: [1, 2, 3], next: null });
  expect(takePage([1, 2, 3], 2, () => 1)).toEqual({ taken: [1, 2], next: 2 });
  expect(takePage([1, 2, 3], 3, () => PAGE_MAX_BYTES)).toEqual({ taken: [1], next: 1 });
  expect(takePage([1], 3, () => PAGE_MAX_BYTES + 1)).toEqual({ taken: [1], next: null });
});
