import { FilterError } from "./error.ts";
import type { Token } from "./lexer.ts";

/** Where a parser stands in the words of a filter. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The word that comes; 1: the one after it. */
  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.#at += 1;
    return token;
  }

  /** End of the word that was taken last. */
  get end(): number {
    return this.#tokens[this.#at - 1]?.to ?? 0;
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "symbol" && token.text === text;
  }

  /** Whether one of these keywords comes, in any case. */
  isKeyword(words: readonly string[], ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "word" && token.quoted === null && words.includes(token.text.toLowerCase());
  }

  takeSymbol(text: string): boolean {
    const has = this.isSymbol(text);
    if (has) this.next();
    return has;
  }

  takeKeyword(word: string): boolean {
    const has = this.isKeyword([word]);
    if (has) this.next();
    return has;
  }

  /** Takes a symbol. Throws FilterError when something else comes. */
  expectSymbol(text: string, why: string): void {
    if (!this.takeSymbol(text)) throw this.expected(`${text} ${why}`);
  }

  /** A fault at the word that comes. */
  expected(what: string): FilterError {
    const token = this.peek();
    return new FilterError(`expected ${what}, found ${nameOf(token)}`, token.from);
  }
}

function nameOf(token: Token): string {
  if (token.kind === "end") return "the end";
  const text = token.kind === "word" ? token.text + (token.quoted ?? "") : token.text;
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
