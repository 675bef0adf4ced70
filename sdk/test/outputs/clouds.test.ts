import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { azureStorage } from "../../src/tasks/outputs/storage/azure.ts";
import { gcsStorage } from "../../src/tasks/outputs/storage/gcs.ts";
import { googleToken } from "../../src/tasks/outputs/storage/google-token.ts";
import { type ObjectServer, startAzureStorage, startGoogleStorage } from "../support/object-server.ts";
import { storageContract } from "./contract.ts";
import { bytes } from "./fixture.ts";
import { temporaryFolder } from "./folder.ts";

const account = "acme";
const key = Buffer.from("key of the tests").toString("base64");
let azure: ObjectServer;
let google: ObjectServer;
beforeAll(async () => {
  azure = await startAzureStorage({ account, key, container: "outputs" });
  google = await startGoogleStorage({ bucket: "outputs", token: "token" });
});
afterAll(async () => {
  await azure.close();
  await google.close();
});

let folders = 0;
const openAzure = (more: object = {}) =>
  azureStorage({ uri: `az://outputs/test-${folders++}/a b`, account, key, endpoint: `${azure.endpoint}/${account}`, ...more });
const openGoogle = (more: object = {}) =>
  gcsStorage({ uri: `gs://outputs/test-${folders++}/a b`, token: async () => "token", endpoint: google.endpoint, ...more });

storageContract("an Azure container", () => openAzure());
storageContract("an Azure container that gets blocks", () => openAzure({ blockBytes: 1_000_000 }));
storageContract("a Google bucket", () => openGoogle());

describe("trouble in the cloud", () => {
  test.each([
    ["a wrong key", () => openAzure({ key: "AAAA" }), /403.*AZURE_STORAGE_KEY/],
    ["no container", () => openAzure({ uri: "az://nowhere" }), /no container nowhere.*Make it/],
    ["a wrong token", () => openGoogle({ token: async () => "other" }), /401 Invalid Credentials.*GOOGLE_APPLICATION_CREDENTIALS/],
    ["no bucket", () => openGoogle({ uri: "gs://nowhere" }), /no bucket nowhere.*Make it/],
  ])("is told with place and remedy: %s", async (_, open, message) => {
    await expect(open().read("a/b")).rejects.toThrow(message);
    await expect(open().write("a/b", bytes("x"))).rejects.toMatchObject({ code: "storage_failed", path: "a/b" });
  });

  test("is not there when a shared access signature is used", async () => {
    const asked: string[] = [];
    const storage = openAzure({
      key: undefined,
      sas: "?sv=2022-11-02&sig=a%2Bb%3D",
      fetch: async (request: Request) => {
        asked.push(new URL(request.url).search, String(request.headers.get("authorization")));
        return new Response(null, { status: 404 });
      },
    });
    expect(await storage.stat("x")).toBeNull();
    expect(asked).toEqual(["?sv=2022-11-02&sig=a%2Bb%3D", "null"]);
  });
});

describe("a token of Google", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  const fileWith = (credentials: object) => {
    const file = join(temporaryFolder(), "credentials.json");
    writeFileSync(file, JSON.stringify(credentials));
    return { GOOGLE_APPLICATION_CREDENTIALS: file };
  };

  test("is got by a service account's signature, once for many requests", async () => {
    const env = fileWith({ type: "service_account", client_email: "a@b.example", private_key: pem, token_uri: "https://token.example/x" });
    let asked = 0;
    const token = googleToken({
      env,
      fetch: async (url, init) => {
        asked++;
        const form = new URLSearchParams(String(init?.body));
        expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
        const options = { issuer: "a@b.example", audience: String(url) };
        const { payload } = await jwtVerify(form.get("assertion") ?? "", publicKey, options);
        expect(payload.scope).toBe("https://www.googleapis.com/auth/devstorage.read_write");
        return Response.json({ access_token: "ya29.x", expires_in: 3600 });
      },
    });
    expect(await Promise.all([token(), token(), token()])).toEqual(["ya29.x", "ya29.x", "ya29.x"]);
    expect(await token()).toBe("ya29.x");
    expect(asked).toBe(1);
  });

  test("is got by a person's refresh token, by the machine, or as it is", async () => {
    const person = fileWith({ type: "authorized_user", client_id: "id", client_secret: "s", refresh_token: "r" });
    const refreshed = googleToken({
      env: person,
      fetch: async (_, init) => Response.json({ access_token: String(init?.body), expires_in: 1 }),
    });
    expect(await refreshed()).toBe("grant_type=refresh_token&client_id=id&client_secret=s&refresh_token=r");
    const empty = { CLOUDSDK_CONFIG: temporaryFolder() };
    const machine = googleToken({ env: empty, fetch: async (url) => Response.json({ access_token: String(url), expires_in: 100 }) });
    expect(await machine()).toContain("http://metadata.google.internal/");
    expect(await googleToken({ env: { GOOGLE_OAUTH_ACCESS_TOKEN: "given" } })()).toBe("given");
  });

  test.each([
    [{ GOOGLE_APPLICATION_CREDENTIALS: "/nowhere/x.json" }, /cannot be read/],
    [{ CLOUDSDK_CONFIG: "/nowhere" }, /there are no credentials.*service account/],
  ])("that cannot be had is told: %#", async (env, message) => {
    const token = googleToken({ env, fetch: () => Promise.reject(new TypeError("no network")) });
    await expect(token()).rejects.toThrow(message);
  });
});
