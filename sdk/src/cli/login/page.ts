const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const asHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);

/** The page that the browser shows after the sign-in, without script or anything from elsewhere. */
export const page = (title: string, text: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${asHtml(title)} · Cairn</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 1.5rem; box-sizing: border-box; }
main { max-width: 28rem; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
p { margin: 0; overflow-wrap: anywhere; }
</style>
<main><h1>${asHtml(title)}</h1><p>${asHtml(text)}</p></main>
</html>
`;
