/** Positions that were passed over, and the line that did. */
interface Gap {
  from: number;
  to: number;
  line: number;
}

/** Positions that are missing so far: those that come later were moved, those that never come were removed. */
export class Gaps {
  #gaps: Gap[] = [];

  add(gap: Gap): void {
    if (gap.from <= gap.to) this.#gaps.push(gap);
  }

  /** Takes a position that came after all; false when it was not missing. */
  take(position: number): boolean {
    const gap = this.#gaps.find(({ from, to }) => from <= position && position <= to);
    if (!gap) return false;
    this.#gaps = this.#gaps.filter((one) => one !== gap);
    this.add({ ...gap, to: position - 1 });
    this.add({ ...gap, from: position + 1 });
    return true;
  }

  get left(): readonly Gap[] {
    return this.#gaps;
  }
}
