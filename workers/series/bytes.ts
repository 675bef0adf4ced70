const WORD = new DataView(new ArrayBuffer(8));
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Bytes that grow as they are written. Little-endian; integers as varints, 7 bits a byte, lowest first. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  length = 0;

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  f64(value: number): void {
    this.#reserve(8);
    WORD.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.#bytes[this.length++] = WORD.getUint8(i);
  }

  /** A whole number from 0 to 2^53. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = rest < 2 ** 31 ? rest >> 7 : Math.floor(rest / 0x80);
    }
    this.#bytes[this.length++] = rest;
  }

  /** A whole number from -2^52 to 2^52. */
  signed(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  text(value: string): void {
    const bytes = encoder.encode(value);
    this.varint(bytes.length);
    this.bytes(bytes);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.length);
    this.length += value.length;
  }

  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.length);
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + more));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }
}

/** Reads what a ByteWriter wrote. Throws RangeError beyond the end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  u8(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new RangeError("stored bytes end too early");
    return value;
  }

  f64(): number {
    for (let i = 0; i < 8; i++) WORD.setUint8(i, this.u8());
    return WORD.getFloat64(0, true);
  }

  varint(): number {
    let byte = this.u8();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let scale = 0x80; ; scale *= 0x80) {
      byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  text(): string {
    return decoder.decode(this.take(this.varint()));
  }

  /** The next bytes, not copied. */
  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new RangeError("stored bytes end too early");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}
