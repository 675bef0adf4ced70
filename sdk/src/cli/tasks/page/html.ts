/** Text that is HTML already. Everything else that goes into {@link html} is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = string | number | null | undefined | Html | readonly Piece[];

const ENTITIES: { readonly [char: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function textOf(piece: Piece): string {
  if (piece === null || piece === undefined) return "";
  if (piece instanceof Html) return piece.text;
  return typeof piece === "object" ? piece.map(textOf).join("") : String(piece).replace(/[&<>"']/g, (char) => ENTITIES[char] as string);
}

/** HTML by a template; what is filled in is escaped, lists are joined, and nothing is left out where there is none. */
export const html = (parts: TemplateStringsArray, ...pieces: Piece[]): Html =>
  new Html(parts.reduce((text, part, i) => `${text}${textOf(pieces[i - 1])}${part}`));
