import { Blob, CreateUpload, DigestList, Upload } from "@cairn/sdk/schema";
import { putBlob } from "../../blobs/put.ts";
import { completeUpload, putPart } from "../../blobs/upload.ts";
import { workspaceOf } from "../../workspace/stub.ts";
import { workspaceCtx } from "../context.ts";
import { bytesBody, jsonAnswer, jsonBody, noContent, operation, pathParams } from "../operation.ts";
import { router } from "../router.ts";

const PATH = "/api/v1/orgs/{org}/workspaces/{workspace}";
const write = { on: "workspace", action: "run.write" } as const;
const ofWorkspace = pathParams("org", "workspace");
const ofUpload = pathParams("org", "workspace", "upload");

const missing = operation({
  id: "blobMissing",
  method: "post",
  path: `${PATH}/blobs/missing`,
  tag: "Artifacts",
  summary: "Ask which bytes the workspace does not have",
  guard: write,
  request: { params: ofWorkspace, body: jsonBody(DigestList) },
  responses: { 200: jsonAnswer(DigestList) },
});

const put = operation({
  id: "blobPut",
  method: "put",
  path: `${PATH}/blobs/{sha256}`,
  tag: "Artifacts",
  summary: "Store up to 64 MiB under their SHA-256; needs Content-Length",
  guard: write,
  adds: ["bytes"],
  request: { params: pathParams("org", "workspace", "sha256"), body: bytesBody },
  responses: { 200: jsonAnswer(Blob) },
});

const open = operation({
  id: "uploadCreate",
  method: "post",
  path: `${PATH}/uploads`,
  tag: "Artifacts",
  summary: "Begin an upload in parts, or go on with the one there is for the same bytes",
  guard: write,
  adds: ["bytes"],
  request: { params: ofWorkspace, body: jsonBody(CreateUpload) },
  responses: { 200: jsonAnswer(Upload) },
});

const get = operation({
  id: "uploadGet",
  method: "get",
  path: `${PATH}/uploads/{upload}`,
  tag: "Artifacts",
  summary: "Read which parts of an upload arrived",
  guard: write,
  request: { params: ofUpload },
  responses: { 200: jsonAnswer(Upload) },
});

const part = operation({
  id: "uploadPart",
  method: "put",
  path: `${PATH}/uploads/{upload}/parts/{part}`,
  tag: "Artifacts",
  summary: "Send a part, counted from 1; needs Content-Length",
  guard: write,
  adds: ["bytes"],
  request: { params: pathParams("org", "workspace", "upload", "part"), body: bytesBody },
  responses: { 200: jsonAnswer(Upload) },
});

const complete = operation({
  id: "uploadComplete",
  method: "post",
  path: `${PATH}/uploads/{upload}/complete`,
  tag: "Artifacts",
  summary: "Put the parts together and check the digest",
  guard: write,
  request: { params: ofUpload },
  responses: { 200: jsonAnswer(Blob), 202: jsonAnswer(Upload, "The digest is being checked; ask again to go on") },
});

const abort = operation({
  id: "uploadAbort",
  method: "delete",
  path: `${PATH}/uploads/{upload}`,
  tag: "Artifacts",
  summary: "Give an upload up",
  guard: write,
  request: { params: ofUpload },
  responses: { 204: noContent },
});

export const blobRoutes = router()
  .openapi(missing, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("blobMissing", c.req.valid("json")), 200))
  .openapi(put, async (c) => c.json(await putBlob(workspaceCtx(c), c.req.raw, c.req.valid("param").sha256), 200))
  .openapi(open, async (c) => {
    const ctx = workspaceCtx(c);
    return c.json(await workspaceOf(ctx).call("uploadOpen", { ...c.req.valid("json"), id: ctx.newId("upload") }), 200);
  })
  .openapi(get, async (c) => c.json(await workspaceOf(workspaceCtx(c)).call("uploadGet", { upload: c.req.valid("param").upload }), 200))
  .openapi(part, async (c) => c.json(await putPart(workspaceCtx(c), c.req.raw, c.req.valid("param")), 200))
  .openapi(complete, async (c) => {
    const done = await completeUpload(workspaceCtx(c), c.req.valid("param").upload);
    return "part_size" in done ? c.json(done, 202) : c.json(done, 200);
  })
  .openapi(abort, async (c) => {
    await workspaceOf(workspaceCtx(c)).call("uploadAbort", { upload: c.req.valid("param").upload });
    return c.body(null, 204);
  });
