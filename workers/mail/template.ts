/** One thing that a message tells, with where to look. */
export interface Line {
  title: string;
  /** Whole address; null when there is no page. */
  link: string | null;
  /** e.g. `Acme / Vision`. */
  where: string;
}

/** What a message says. */
export interface Letter {
  subject: string;
  /** First sentences, before the lines. */
  opening: string | null;
  lines: readonly Line[];
  /** What the main link of a letter with one line says. */
  action: string;
  /** Why it came. */
  reason: string;
  /** Where one changes that; null: whoever gets it has no account. */
  settings: string | null;
}

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c] ?? c);

/** As plain text. */
export function textOf({ opening, lines, reason, settings }: Letter): string {
  const told = lines.map(({ title, where, link }) => [title, where, link ?? ""].filter(Boolean).join("\n"));
  return `${[...(opening ? [opening] : []), ...told, `-- \n${reason}${settings ? `\nChange what you are told: ${settings}` : ""}`].join("\n\n")}\n`;
}

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";

/** As HTML: no picture, no script, nothing that is fetched from anywhere. */
export function htmlOf({ subject, opening, lines, action, reason, settings }: Letter): string {
  const [only] = lines;
  const button =
    lines.length === 1 && only?.link
      ? `<p style="margin:20px 0"><a href="${escaped(only.link)}" style="background:#2f6fc4;color:#ffffff;padding:9px 16px;border-radius:6px;text-decoration:none">${escaped(action)}</a></p>`
      : "";
  const items = lines
    .map(({ title, where, link }) => {
      const words = link && lines.length > 1 ? `<a href="${escaped(link)}" style="color:#2f6fc4">${escaped(title)}</a>` : escaped(title);
      return `<p style="margin:0 0 12px"><span style="font-size:16px">${words}</span><br><span style="color:#5b6472;font-size:13px">${escaped(where)}</span></p>`;
    })
    .join("\n");
  const change = settings ? `<br><a href="${escaped(settings)}" style="color:#5b6472">Change what you are told</a>` : "";
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1c2430;${FONT};font-size:14px;line-height:1.5">
<div style="max-width:560px;margin:0 auto">
<p style="margin:0 0 20px;font-weight:600">Cairn</p>
${opening ? `<p style="margin:0 0 16px">${escaped(opening)}</p>` : ""}
${items}
${button}
<p style="margin:28px 0 0;padding-top:12px;border-top:1px solid #e2e5ea;color:#5b6472;font-size:12px">${escaped(reason)}${change}</p>
</div>
</body>
</html>
`;
}
