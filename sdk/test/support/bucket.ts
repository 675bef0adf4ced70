import { convertV4MiniflareOptions, Miniflare } from "miniflare";

export interface Bucket {
  name: string;
  /** Where the store speaks S3. */
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
  close(): Promise<void>;
}

/** The local R2 of workerd, which speaks S3 and checks signatures, conditions and parts by R2's rules. What it holds ends with it. */
export async function startBucket(): Promise<Bucket> {
  const credentials = { accessKeyId: "key-of-the-tests", secretAccessKey: "secret-of-the-tests" };
  const name = "outputs";
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
      workers: [
        {
          name: "bucket",
          modules: true,
          script: "export default { fetch: () => new Response() };",
          compatibilityDate: "2026-01-01",
          r2Buckets: { OUTPUTS: { id: name, s3Credentials: credentials } },
        },
      ],
    }),
  );
  const endpoint = new URL("/cdn-cgi/local/r2/s3", await miniflare.ready).href;
  return { name, endpoint, ...credentials, close: () => miniflare.dispose() };
}
