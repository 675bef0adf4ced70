import type { FolderSerializer } from "../../types.ts";
import { invalid } from "../errors.ts";
import { nodeModules } from "../node.ts";

/**
 * A folder of files: the value is its path. Saving copies what is in it; loading gives the path of a folder to read from, which is
 * nobody's to change. Empty folders are not kept.
 *
 * @throws ValidationError in browsers and Workers, when it is declared
 *
 * @example task("model", { output: folder(), run: async (params, ctx) => { const at = await ctx.temporaryFolder(); …; return at; } })
 */
export function folder(): FolderSerializer<string> {
  const { fs, process } = nodeModules("output");
  return {
    name: "folder",
    isFolder: true,
    async write(value, local) {
      const info = typeof value === "string" ? await fs.stat(value).catch(() => null) : null;
      if (!info?.isDirectory()) throw invalid("output", "type", "must be the path of a folder that is there");
      const { COPYFILE_FICLONE } = process.getBuiltinModule("node:fs").constants;
      await fs.cp(value, local, { recursive: true, verbatimSymlinks: true, mode: COPYFILE_FICLONE });
    },
    read: async (local) => local,
  };
}
