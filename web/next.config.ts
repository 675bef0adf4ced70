import path from "node:path";
import { initOpenNextCloudflareForDev } from "@opennextjs/cloudflare";
import type { NextConfig } from "next";

const apiOrigin = process.env.API_ORIGIN;
const root = path.resolve(process.cwd(), "..");

/** Paths of the api Worker. In production the Worker entry forwards them; in `next dev` these rewrites do. */
const apiPaths = ["/api/:path*", "/v1/:path*", "/.well-known/:path*"];

const config: NextConfig = {
  turbopack: { root },
  outputFileTracingRoot: root,
  // The app alone: a fault in a test must not stop the app from being built.
  typescript: { tsconfigPath: "tsconfig.build.json" },
  poweredByHeader: false,
  // Compression would hold back server-sent events until their end; the edge compresses anyway.
  compress: false,
  images: { unoptimized: true },
  devIndicators: false,
  experimental: {
    // Bodies over the default 10 MB would be cut when passed on by a rewrite.
    proxyClientMaxBodySize: "120mb",
  },
  ...(apiOrigin
    ? {
        rewrites: async () => ({
          beforeFiles: apiPaths.map((source) => ({ source, destination: apiOrigin + source })),
          afterFiles: [],
          fallback: [],
        }),
      }
    : {}),
};

export default config;

if (process.env.NODE_ENV === "development") {
  const state = process.env.CAIRN_STATE;
  void initOpenNextCloudflareForDev({
    configPath: path.join(process.cwd(), "wrangler.toml"),
    ...(state ? { persist: { path: path.join(state, "v3") } } : {}),
  });
}
