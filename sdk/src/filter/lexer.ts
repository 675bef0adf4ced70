import { FilterError } from "./error.ts";

/** Longest filter, in characters. */
export const FILTER_MAX_CHARS = 10_000;

export type Token = { from: number; to: number } /** A name, a keyword or a bare word; a key in quotes may follow its first dot. */ & (
  | { kind: "word"; text: string; quoted: string | null; rest: string }
  | { kind: "string"; text: string; quote: string }
  | { kind: "symbol"; text: string }
  | { kind: "end" }
);

const SYMBOLS = ["==", "!=", "<>", "<=", ">=", "!~", "=~", "=", "<", ">", "~", "(", ")", ","];
const WORD = /[\p{L}\p{N}_.\-+/:@%[\]*#&]+/uy;
const REST = /(?:\.[a-z_]+)?/y;

/** Cuts a filter into its words. Throws FilterError. */
export function tokenize(text: string): Token[] {
  if (text.length > FILTER_MAX_CHARS) throw new FilterError(`a filter may have at most ${FILTER_MAX_CHARS} characters`, FILTER_MAX_CHARS);
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (/\s/.test(char)) {
      at += 1;
      continue;
    }
    const token = char === '"' || char === "'" || char === "`" ? readString(text, at) : (readSymbol(text, at) ?? readWord(text, at));
    tokens.push(token);
    at = token.to;
  }
  tokens.push({ kind: "end", from: text.length, to: text.length });
  return tokens;
}

/** A quote is written in a string as `\"` or twice; a backslash as `\\`, and alone it stands for itself, as regular expressions need. */
function readString(text: string, from: number): Token & { kind: "string" } {
  const quote = text[from] ?? "";
  let value = "";
  let at = from + 1;
  for (;;) {
    const char = text[at];
    if (char === undefined) throw new FilterError(`the text that begins here has no closing ${quote}`, from);
    const next = text[at + 1];
    if (char === "\\" && (next === quote || next === "\\")) {
      value += next;
      at += 2;
    } else if (char === quote && next === quote) {
      value += quote;
      at += 2;
    } else if (char === quote) {
      return { kind: "string", text: value, quote, from, to: at + 1 };
    } else {
      value += char;
      at += 1;
    }
  }
}

function readSymbol(text: string, from: number): Token | null {
  const symbol = SYMBOLS.find((one) => text.startsWith(one, from));
  return symbol === undefined ? null : { kind: "symbol", text: symbol, from, to: from + symbol.length };
}

function readWord(text: string, from: number): Token {
  WORD.lastIndex = from;
  const word = WORD.exec(text)?.[0];
  if (word === undefined) throw new FilterError(`${String.fromCodePoint(text.codePointAt(from) ?? 0)} means nothing here`, from);
  const to = from + word.length;
  const follows = text[to];
  const opensKey = (follows === '"' || follows === "`") && word.endsWith(".") && word.indexOf(".") === word.length - 1;
  if (!opensKey) return { kind: "word", text: word, quoted: null, rest: "", from, to };
  const key = readString(text, to);
  REST.lastIndex = key.to;
  const rest = REST.exec(text)?.[0] ?? "";
  return { kind: "word", text: word, quoted: key.text, rest, from, to: key.to + rest.length };
}
