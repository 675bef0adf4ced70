import type { FaultTime } from "./faulty-db.ts";

/**
 * An R2 bucket whose `failAt`-th call (from 1) fails; 0: none does. Calls of a multipart upload count too. `before`: R2 did nothing;
 * `after`: it did everything, and its answer was lost.
 */
export function faultyBucket(real: R2Bucket, failAt: number, time: FaultTime): { bucket: R2Bucket; calls: () => number } {
  let calls = 0;
  const through = async <T>(run: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls !== failAt) return run();
    if (time === "after") await run();
    throw new Error(`R2: connection lost ${time} call ${failAt}`);
  };
  const multipart = (one: R2MultipartUpload) => ({
    key: one.key,
    uploadId: one.uploadId,
    uploadPart: (...args: Parameters<R2MultipartUpload["uploadPart"]>) => through(() => one.uploadPart(...args)),
    abort: () => through(() => one.abort()),
    complete: (parts: R2UploadedPart[]) => through(() => one.complete(parts)),
  });
  const bucket = {
    head: (key: string) => through(() => real.head(key)),
    get: (key: string, options?: R2GetOptions) => through(() => real.get(key, options)),
    put: (key: string, value: ReadableStream | ArrayBuffer, options?: R2PutOptions) => through(() => real.put(key, value, options)),
    delete: (keys: string | string[]) => through(() => real.delete(keys)),
    createMultipartUpload: (key: string) => through(async () => multipart(await real.createMultipartUpload(key))),
    resumeMultipartUpload: (key: string, id: string) => multipart(real.resumeMultipartUpload(key, id)),
  };
  return { bucket: bucket as unknown as R2Bucket, calls: () => calls };
}
