import { isSorted, type Points, sortPoints } from "../../series/points.ts";

const START = 256;

/** Points of one metric that are not sealed yet, in order of arrival. */
export class OpenChunk {
  #points: Points = { steps: new Float64Array(START), times: new Float64Array(START), values: new Float64Array(START) };
  #length = 0;
  #isSorted = true;
  /** Places by step, made when somebody asks for points of a step. */
  #byStep: Map<number, number[]> | null = null;
  #sorted: Points | null = null;

  get length(): number {
    return this.#length;
  }

  append({ steps, times, values }: Points): void {
    const start = this.#length;
    const length = start + steps.length;
    if (length > this.#points.steps.length) this.#grow(length);
    this.#points.steps.set(steps, start);
    this.#points.times.set(times, start);
    this.#points.values.set(values, start);
    this.#length = length;
    this.#sorted = null;
    if (this.#isSorted) this.#isSorted = isSorted(this.#points.steps.subarray(Math.max(0, start - 1), length));
    if (this.#byStep) for (let i = start; i < length; i++) note(this.#byStep, this.#points.steps[i] as number, i);
  }

  /** In order of (step, arrival). Views into the chunk: they hold until the next `append`. */
  sorted(): Points {
    this.#sorted ??= this.#isSorted ? this.#view() : sortPoints(this.#view());
    return this.#sorted;
  }

  has(step: number, time: number, value: number): boolean {
    if (!this.#byStep) {
      this.#byStep = new Map();
      for (let i = 0; i < this.#length; i++) note(this.#byStep, this.#points.steps[i] as number, i);
    }
    const { times, values } = this.#points;
    return this.#byStep.get(step)?.some((i) => times[i] === time && Object.is(values[i], value)) ?? false;
  }

  #view(): Points {
    const { steps, times, values } = this.#points;
    return { steps: steps.subarray(0, this.#length), times: times.subarray(0, this.#length), values: values.subarray(0, this.#length) };
  }

  #grow(least: number): void {
    const size = Math.max(least, this.#points.steps.length * 2);
    const grown = (column: Float64Array) => {
      const larger = new Float64Array(size);
      larger.set(column.subarray(0, this.#length));
      return larger;
    };
    const { steps, times, values } = this.#points;
    this.#points = { steps: grown(steps), times: grown(times), values: grown(values) };
  }
}

function note(byStep: Map<number, number[]>, step: number, place: number): void {
  const places = byStep.get(step);
  if (places) places.push(place);
  else byStep.set(step, [place]);
}
