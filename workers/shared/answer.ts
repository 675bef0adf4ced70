import { Fault, faultOf } from "./errors.ts";

/**
 * What a call to the object comes back with. A fault is an answer and not an exception, because the runtime reports each exception
 * of an object as one that nobody caught, and what `fetch` throws does not keep its code on the way out.
 */
export type Answer<T> = { value: T } | { fault: NonNullable<ReturnType<typeof faultOf>> };

/** Does something and answers its value or the Fault it throws; lets everything else through. */
export function answerOf<T>(work: () => T): Answer<T> {
  try {
    return { value: work() };
  } catch (error) {
    return faultAnswer(error);
  }
}

/** The same of something that may wait. What does not wait is answered without waiting. */
export function answerSoon<T>(work: () => T): Answer<Awaited<T>> | Promise<Answer<Awaited<T>>> {
  try {
    const value = work();
    if (value instanceof Promise) return value.then((done: Awaited<T>) => ({ value: done }), faultAnswer);
    return { value: value as Awaited<T> };
  } catch (error) {
    return faultAnswer(error);
  }
}

function faultAnswer(error: unknown): Answer<never> {
  const fault = faultOf(error);
  if (!fault) throw error;
  return { fault };
}

/** The value of an answer. Throws its Fault when it has one. */
export function unwrap<T>(answer: Answer<T>): T {
  if ("fault" in answer) throw new Fault(answer.fault.code, answer.fault.detail, answer.fault.data);
  return answer.value;
}
