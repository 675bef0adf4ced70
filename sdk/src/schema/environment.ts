import { z } from "zod";

/** Longest diff of uncommitted changes that is kept, in bytes: the SDK refuses one above 50 kB unless told otherwise. */
export const DIFF_BYTES_MAX = 400_000;
/** Packages that are kept of one run. */
export const PACKAGES_MAX = 2_000;

/** Where, how and from which code a run ran; captured by the SDK. */
export const RunEnvironment = z
  .strictObject({
    host: z.string().max(255).optional(),
    user: z.string().max(255).optional(),
    pid: z.number().int().optional(),
    command: z.string().max(4_000).optional(),
    working_directory: z.string().max(4_000).optional(),
    runtime: z.string().max(100).optional(),
    platform: z.string().max(100).optional(),
    cpu_count: z.number().int().optional(),
    cpu_model: z.string().max(255).optional(),
    memory_bytes: z.number().int().optional(),
    gpus: z
      .array(z.strictObject({ name: z.string().max(255), memory_bytes: z.number().int().optional() }))
      .max(64)
      .optional(),
    sdk: z.string().max(100).optional(),
    packages: z
      .record(z.string().max(255), z.string().max(100))
      .refine((packages) => Object.keys(packages).length <= PACKAGES_MAX, `may hold at most ${PACKAGES_MAX} packages`)
      .optional()
      .meta({ description: "versions by name" }),
    git: z
      .strictObject({
        commit: z.string().max(64).optional(),
        branch: z.string().max(255).optional(),
        remote: z.string().max(1_000).optional(),
        dirty: z.boolean().optional(),
        submodules: z.record(z.string().max(1_000), z.string().max(64)).optional().meta({ description: "commits by path" }),
        diff: z.string().max(DIFF_BYTES_MAX).optional().meta({ description: "uncommitted changes, as `git diff HEAD` tells them" }),
        diff_left_out: z.string().max(500).optional().meta({ description: "why there is no diff though there are changes" }),
      })
      .optional(),
  })
  .meta({ id: "RunEnvironment" });
export type RunEnvironment = z.infer<typeof RunEnvironment>;
