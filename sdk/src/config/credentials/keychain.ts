import { spawn } from "node:child_process";
import type { Machine } from "../paths.ts";

/** A keychain that waits for a locked screen or a missing session bus must not hold a command up for longer. */
const ANSWER_WITHIN_MS = 3_000;
const SERVICE = "cairn";

/**
 * The system's keychain, reached through its own tool. Every call rejects when the tool fails or stays silent. A secret is ASCII:
 * `security` prints anything else as hex.
 */
export interface Keychain {
  name: string;
  read: (account: string) => Promise<string | null>;
  write: (account: string, secret: string) => Promise<void>;
  remove: (account: string) => Promise<void>;
}

interface Answer {
  code: number | null;
  stdout: string;
}

/** Runs a tool with the secret on its input, never among its arguments, which every process of the machine can read. */
function ask(machine: Machine, tool: string, args: string[], input = ""): Promise<Answer> {
  return new Promise((done, failed) => {
    const child = spawn(tool, args, {
      stdio: ["pipe", "pipe", "ignore"],
      timeout: ANSWER_WITHIN_MS,
      killSignal: "SIGKILL",
      env: machine.env as NodeJS.ProcessEnv,
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    child.on("error", failed);
    child.on("close", (code, signal) =>
      signal ? failed(new Error(`${tool} gave no answer within ${ANSWER_WITHIN_MS / 1000} s`)) : done({ code, stdout }),
    );
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

const must = (tool: string, { code, stdout }: Answer) => {
  if (code !== 0) throw new Error(`${tool} ended with code ${code}`);
  return stdout;
};

/** Secret Service (GNOME Keyring, KWallet) through libsecret's tool. */
const secretTool = (machine: Machine): Keychain => {
  const attributes = (account: string) => ["service", SERVICE, "host", account];
  return {
    name: "Secret Service keyring",
    async read(account) {
      const { code, stdout } = await ask(machine, "secret-tool", ["lookup", ...attributes(account)]);
      return code === 0 && stdout ? stdout : null;
    },
    async write(account, secret) {
      must("secret-tool", await ask(machine, "secret-tool", ["store", `--label=Cairn: ${account}`, ...attributes(account)], secret));
    },
    async remove(account) {
      await ask(machine, "secret-tool", ["clear", ...attributes(account)]);
    },
  };
};

/** Code of `security` for an item that is not there (errSecItemNotFound). */
const NOT_FOUND = 44;

/** The macOS keychain. The secret goes in as hex through the tool's interactive mode. */
const security = (machine: Machine): Keychain => ({
  name: "macOS keychain",
  async read(account) {
    const answer = await ask(machine, "security", ["find-generic-password", "-s", SERVICE, "-a", account, "-w"]);
    if (answer.code === NOT_FOUND) return null;
    return must("security", answer).trim();
  },
  async write(account, secret) {
    const hex = Buffer.from(secret).toString("hex");
    must("security", await ask(machine, "security", ["-i"], `add-generic-password -U -s ${SERVICE} -a "${account}" -X ${hex}\n`));
    // The interactive mode ends with 0 whatever its commands did, and cuts long lines.
    if ((await this.read(account)) !== secret) throw new Error("security did not keep the secret");
  },
  async remove(account) {
    await ask(machine, "security", ["delete-generic-password", "-s", SERVICE, "-a", account]);
  },
});

/** The keychain of this system, or null where there is none that a program can reach. */
export function systemKeychain(machine: Machine): Keychain | null {
  if (machine.platform === "darwin") return security(machine);
  // Without a session bus the tool can only fail; asking it would cost three seconds on every server.
  if (machine.platform === "linux" && machine.env.DBUS_SESSION_BUS_ADDRESS) return secretTool(machine);
  return null;
}
