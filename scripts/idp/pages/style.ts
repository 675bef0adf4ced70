import { createHash } from "node:crypto";

/** The only style sheet of the provider's pages; sent inside each page so that a page needs no second request. */
export const css = `
:root{color-scheme:light dark;--bg:oklch(.98 .002 250);--card:oklch(1 0 0);--fg:oklch(.22 .012 255);--muted:oklch(.47 .014 255);--line:oklch(.905 .005 255);--control:oklch(.64 .012 255);--hover:oklch(.965 .004 255);--accent:oklch(.55 .15 250);--accent-hover:oklch(.5 .15 250);--link:oklch(.5 .15 250);--bad:oklch(.52 .19 27);--bad-bg:oklch(.97 .015 27);--ring:oklch(.55 .15 250)}
@media (prefers-color-scheme:dark){:root{--bg:oklch(.165 .006 255);--card:oklch(.205 .008 255);--fg:oklch(.95 .004 255);--muted:oklch(.72 .012 255);--line:oklch(.3 .01 255);--control:oklch(.53 .014 255);--hover:oklch(.25 .01 255);--accent-hover:oklch(.5 .15 250);--link:oklch(.78 .11 250);--bad:oklch(.76 .13 25);--bad-bg:oklch(.27 .05 25);--ring:oklch(.72 .13 250)}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;gap:16px;padding:clamp(20px,11vh,128px) 16px 24px;background:var(--bg);color:var(--fg);font:14px/20px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-font-smoothing:antialiased}
.brand,main,footer{width:100%;max-width:400px}
.brand{display:flex;align-items:center;gap:8px;font-weight:600;font-size:15px;padding:0 2px}
.brand svg{width:20px;height:20px;color:var(--accent)}
.tag{margin-left:auto;border:1px solid var(--line);border-radius:99px;padding:1px 9px;font-size:12px;line-height:18px;font-weight:500;color:var(--muted);background:var(--card)}
main{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:24px}
h1{margin:0 0 4px;font-size:20px;line-height:28px;font-weight:600;letter-spacing:-.01em;text-wrap:balance}
h2{margin:20px 0 8px;font-size:13px;line-height:20px;font-weight:600}
p{margin:0 0 12px;text-wrap:pretty}
p:last-child{margin-bottom:0}
.muted,footer{color:var(--muted)}
.accounts{list-style:none;margin:0;padding:0;border:1px solid var(--line);border-radius:6px;max-height:318px;overflow-y:auto}
.accounts li+li{border-top:1px solid var(--line)}
.account{display:flex;align-items:center;gap:12px;width:100%;min-height:52px;padding:8px 12px;border:0;background:none;color:inherit;font:inherit;text-align:start;cursor:pointer}
.account:hover{background:var(--hover)}
.accounts li:first-child .account{border-radius:5px 5px 0 0}
.accounts li:last-child .account{border-radius:0 0 5px 5px}
.accounts li:only-child .account{border-radius:5px}
.who{flex:1;min-width:0}
.who span{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.who .name{font-weight:500;text-align:left}
.who .mail{font-size:13px;color:var(--muted)}
.note{flex:none;font-size:12px;color:var(--muted)}
.avatar{flex:none;display:grid;place-items:center;width:32px;height:32px;border-radius:50%;font-size:12px;font-weight:600;color:oklch(1 0 0)}
.a0{background:oklch(.5 .12 250)}.a1{background:oklch(.5 .12 300)}.a2{background:oklch(.5 .11 150)}.a3{background:oklch(.52 .13 30)}.a4{background:oklch(.5 .09 200)}.a5{background:oklch(.5 .13 350)}
.field{margin-bottom:12px}
label{display:block;margin-bottom:4px;font-size:13px;font-weight:500}
input{display:block;width:100%;height:36px;padding:0 10px;border:1px solid var(--control);border-radius:6px;background:var(--card);color:inherit;font:inherit}
input[aria-invalid=true]{border-color:var(--bad)}
.error{margin:4px 0 0;font-size:13px;color:var(--bad)}
.button{display:inline-flex;align-items:center;justify-content:center;min-height:36px;padding:0 14px;border:1px solid var(--control);border-radius:6px;background:var(--card);color:inherit;font:inherit;font-weight:500;text-decoration:none;cursor:pointer}
.button:hover{background:var(--hover)}
.primary,.primary:hover{border-color:transparent;color:oklch(1 0 0);background:var(--accent)}
.primary:hover{background:var(--accent-hover)}
.actions{display:flex;flex-wrap:wrap;gap:8px;align-items:center;margin-top:16px}
.actions .grow{flex:1}
.signed-in{display:flex;align-items:center;gap:12px;margin:16px 0;padding:8px 12px;border:1px solid var(--line);border-radius:6px}
dl{display:grid;grid-template-columns:auto 1fr;gap:4px 12px;margin:16px 0 0;padding:10px 12px;border:1px solid var(--line);border-radius:6px;font-size:13px}
dt{color:var(--muted)}
dd{margin:0;min-width:0;overflow-wrap:anywhere}
code{font:12px/20px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
a{color:var(--link);text-underline-offset:3px}
a:focus-visible,button:focus-visible,input:focus-visible{outline:2px solid var(--ring);outline-offset:2px}
.account:focus-visible{outline-offset:-2px}
footer{font-size:13px;padding:0 2px}
main.wide{max-width:880px}
main.wide .all{max-height:none}
main.wide a.account{text-decoration:none}
main.wide iframe{width:100%;height:420px;border:1px solid var(--line);border-radius:6px;background:#fff}
main.wide pre{margin:0 0 12px;white-space:pre-wrap;overflow-wrap:anywhere;font-size:12px}
@media (max-width:480px){body{padding-top:32px}main{padding:20px 16px}input,.button{min-height:40px}input{font-size:16px}}
`;

/** The `style-src` source that allows this style sheet and no other. */
export const cssSource = `'sha256-${createHash("sha256").update(css).digest("base64")}'`;
