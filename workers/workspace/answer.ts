import { Fault, faultOf } from "../shared/errors.ts";

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
    const fault = faultOf(error);
    if (!fault) throw error;
    return { fault };
  }
}

/** The value of an answer. Throws its Fault when it has one. */
export function unwrap<T>(answer: Answer<T>): T {
  if ("fault" in answer) throw new Fault(answer.fault.code, answer.fault.detail, answer.fault.data);
  return answer.value;
}
