import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of objects on loopback that speaks another store's protocol as far as its documentation goes. */
export interface ObjectServer {
  endpoint: string;
  close(): Promise<void>;
}

type Objects = Map<string, { bytes: Buffer; modified: Date }>;
type Handler = (request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse) => void;

async function serve(handle: Handler): Promise<ObjectServer> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    handle(request, new URL(request.url ?? "", "http://127.0.0.1"), Buffer.concat(parts), response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((done) => void server.close(() => done())),
  };
}

/** Objects of one page of a list. */
const PAGE = 3;
function page(objects: Objects, prefix: string, after: string) {
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  return { keys: keys.slice(0, PAGE), next: keys.length > PAGE ? (keys[PAGE - 1] as string) : "" };
}

/** The JSON API of Google Cloud Storage with one bucket, for one token. */
export function startGoogleStorage({ bucket, token }: { bucket: string; token: string }): Promise<ObjectServer> {
  const objects: Objects = new Map();
  return serve((request, url, body, response) => {
    const answer = (status: number, value: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    const fail = (status: number, message: string) => answer(status, { error: { code: status, message } });
    if (request.headers.authorization !== `Bearer ${token}`) return fail(401, "Invalid Credentials");
    const [, isUpload, name, object] = /^(\/upload)?\/storage\/v1\/b\/([^/]+)\/o(?:\/(.+))?$/.exec(url.pathname) ?? [];
    if (name !== bucket) return fail(404, "The specified bucket does not exist.");
    const resource = (key: string) => {
      const { bytes, modified } = objects.get(key) as { bytes: Buffer; modified: Date };
      return { name: key, size: String(bytes.length), updated: modified.toISOString() };
    };
    if (isUpload) {
      const key = url.searchParams.get("name") ?? "";
      if (url.searchParams.get("ifGenerationMatch") === "0" && objects.has(key)) return fail(412, "conditionNotMet");
      objects.set(key, { bytes: body, modified: new Date() });
      return answer(200, resource(key));
    }
    if (object === undefined) {
      const { keys, next } = page(objects, url.searchParams.get("prefix") ?? "", url.searchParams.get("pageToken") ?? "");
      return answer(200, { ...(keys.length > 0 ? { items: keys.map(resource) } : {}), ...(next ? { nextPageToken: next } : {}) });
    }
    const key = decodeURIComponent(object);
    const found = objects.get(key);
    if (!found) return fail(404, `No such object: ${bucket}/${key}`);
    if (request.method === "DELETE") {
      objects.delete(key);
      return response.writeHead(204).end();
    }
    return url.searchParams.get("alt") === "media" ? response.writeHead(200).end(found.bytes) : answer(200, resource(key));
  });
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** Azure Blob Storage with one container, for requests that are signed with a shared key. */
export function startAzureStorage({ account, key, container }: { account: string; key: string; container: string }): Promise<ObjectServer> {
  const objects: Objects = new Map();
  const blocks = new Map<string, Buffer>();
  return serve((request, url, body, response) => {
    const fail = (status: number, code: string) =>
      response.writeHead(status, { "x-ms-error-code": code }).end(`<Error><Code>${code}</Code><Message>${code}.</Message></Error>`);
    if (request.headers.authorization !== `SharedKey ${account}:${signature(request, url, body, { account, key })}`)
      return fail(403, "AuthenticationFailed");
    const [, owner, name, blob] = /^\/([^/]+)\/([^/]+)(?:\/(.+))?$/.exec(url.pathname) ?? [];
    if (owner !== account || name !== container) return fail(404, "ContainerNotFound");
    const id = blob === undefined ? "" : decodeURIComponent(blob);
    const put = (bytes: Buffer) => {
      if (request.headers["if-none-match"] === "*" && objects.has(id)) return fail(409, "BlobAlreadyExists");
      objects.set(id, { bytes, modified: new Date() });
      return response.writeHead(201).end();
    };
    if (url.searchParams.get("comp") === "list") {
      const { keys, next } = page(objects, url.searchParams.get("prefix") ?? "", url.searchParams.get("marker") ?? "");
      const items = keys.map((one) => {
        const { bytes, modified } = objects.get(one) as { bytes: Buffer; modified: Date };
        const properties = `<Last-Modified>${modified.toUTCString()}</Last-Modified><Content-Length>${bytes.length}</Content-Length>`;
        return `<Blob><Name>${escaped(one)}</Name><Properties>${properties}</Properties></Blob>`;
      });
      const xml = `<?xml version="1.0"?><EnumerationResults><Blobs>${items.join("")}</Blobs><NextMarker>${escaped(next)}</NextMarker></EnumerationResults>`;
      return response.writeHead(200).end(xml);
    }
    if (request.method === "PUT" && url.searchParams.get("comp") === "block") {
      blocks.set(`${id}\n${url.searchParams.get("blockid")}`, body);
      return response.writeHead(201).end();
    }
    if (request.method === "PUT" && url.searchParams.get("comp") === "blocklist") {
      const ids = Array.from(body.toString().matchAll(/<Latest>(.*?)<\/Latest>/g), ([, one]) => one);
      return put(Buffer.concat(ids.map((one) => blocks.get(`${id}\n${one}`) as Buffer)));
    }
    if (request.method === "PUT") return request.headers["x-ms-blob-type"] === "BlockBlob" ? put(body) : fail(400, "MissingRequiredHeader");
    const found = objects.get(id);
    if (!found) return fail(404, "BlobNotFound");
    if (request.method === "DELETE") {
      objects.delete(id);
      return response.writeHead(202).end();
    }
    response.writeHead(200, { "content-length": found.bytes.length, "last-modified": found.modified.toUTCString() });
    return response.end(request.method === "HEAD" ? undefined : found.bytes);
  });
}

/** Of a request as "Authorize with Shared Key" has it. */
function signature(request: IncomingMessage, url: URL, body: Buffer, { account, key }: { account: string; key: string }): string {
  const header = (name: string) => String(request.headers[name] ?? "");
  const standard = ["content-encoding", "content-language", "", "content-md5", "content-type", "date"];
  const conditions = ["if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range"];
  const lines = [
    request.method ?? "",
    ...[...standard, ...conditions].map((name) => (name ? header(name) : body.length ? String(body.length) : "")),
  ];
  const own = Object.keys(request.headers).filter((name) => name.startsWith("x-ms-"));
  for (const name of own.sort()) lines.push(`${name}:${header(name)}`);
  let resource = `/${account}${url.pathname}`;
  for (const name of [...url.searchParams.keys()].sort()) resource += `\n${name.toLowerCase()}:${url.searchParams.get(name)}`;
  return createHmac("sha256", Buffer.from(key, "base64"))
    .update([...lines, resource].join("\n"))
    .digest("base64");
}
