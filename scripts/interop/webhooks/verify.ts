// A delivery of Cairn, and the libraries of Standard Webhooks in other languages that must verify it as they are.
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Cairn } from "../../../sdk/src/index.ts";
import { command } from "../../build/command.ts";
import { root } from "../../stack/paths.ts";

const PYTHON_PACKAGE = "standardwebhooks==1.1.0";
const sources = join(root, "scripts/interop/webhooks");

/** A delivery as it came, in a file, and the secrets that it is signed with: one that is being replaced, and its successor. */
export interface Delivery {
  readonly file: string;
  readonly secrets: readonly string[];
}

/** Has an event of a run delivered to a receiver on this machine while the endpoint's secret is being replaced. */
export async function catchDelivery(cairn: Cairn, folder: string): Promise<Delivery> {
  const came = Promise.withResolvers<{ headers: NodeJS.Dict<string | string[]>; body: string }>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      response.end();
      came.resolve({ headers: request.headers, body: Buffer.concat(parts).toString() });
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { id, secret } = await cairn.webhooks.create({ url, types: ["run.created"] });
    const rotated = await cairn.webhooks.rotate(id, {});
    await cairn.runs.create({ experiment: "interop", name: "Ⅱ – “délivré” 🐧" });
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "delivery.json");
    writeFileSync(file, JSON.stringify(await came.promise));
    return { file, secrets: [secret, rotated.secret] };
  } finally {
    server.close();
  }
}

/** A library: what has to be on this machine, and how it verifies with one secret. `verify` answers its name, and throws when it refuses. */
export interface Library {
  readonly tool: string;
  install(folder: string): Promise<(secret: string, file: string) => Promise<string>>;
}

/** By language. */
export const libraries: Readonly<Record<string, Library>> = {
  Python: {
    tool: "python3",
    async install(folder) {
      const home = join(folder, "python");
      await command("python3", ["-m", "venv", home]);
      const python = join(home, "bin/python");
      await command(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PYTHON_PACKAGE]);
      return (secret, file) => command(python, [join(sources, "verify.py"), secret, file]);
    },
  },
  Go: {
    tool: "go",
    async install(folder) {
      const program = join(folder, "verify-go");
      await command("go", ["build", "-o", program, "."], { cwd: join(sources, "go") });
      return (secret, file) => command(program, [secret, file]);
    },
  },
  Rust: {
    tool: "cargo",
    async install(folder) {
      const target = join(folder, "rust");
      await command("cargo", ["build", "--quiet", "--locked", "--target-dir", target], { cwd: join(sources, "rust") });
      return (secret, file) => command(join(target, "debug/verify"), [secret, file]);
    },
  },
};

/** Verifies a delivery with each of its secrets. Answers the library's name. */
export async function verifyWith(library: Library, { file, secrets }: Delivery, folder: string): Promise<string> {
  const verify = await library.install(folder);
  let name = "";
  for (const secret of secrets) name = (await verify(secret, file)).trim();
  return name;
}

/** Whether a program is on this machine. */
export async function isThere(tool: string): Promise<boolean> {
  return command("sh", ["-c", `command -v ${tool}`]).then(
    () => true,
    () => false,
  );
}
