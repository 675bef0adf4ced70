import type { AnyTask, AnyTaskType, OutputSpec } from "../types.ts";
import { invalid } from "./errors.ts";

/** Bytes of one name: what file systems take. */
const NAME_MAX_BYTES = 255;
/** Bytes of a path: S3 takes 1,024 with the root's prefix in front. */
const PATH_MAX_BYTES = 900;
/** Lies in the folder of a task, beside its output. */
export const MARKER = "done.json";

/** Plain names of at most {@link NAME_MAX_BYTES} bytes in all: most paths, which need no closer look. */
const PLAIN = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
// Control characters are what this looks for.
// biome-ignore lint/suspicious/noControlCharactersInRegex: see above
const FORBIDDEN = /[\u0000-\u001f\u007f\\]/;

/**
 * Refuses a path that could leave its root or that some storage cannot hold.
 * @param field what the error calls it
 * @throws ValidationError that names the field
 */
export function checkPath(path: string, field = "path"): string {
  if (path.length <= NAME_MAX_BYTES && PLAIN.test(path)) return path;
  if (path === "") throw invalid(field, "empty", "must not be empty");
  if (path.startsWith("/") || /^[a-z]:/i.test(path)) throw invalid(field, "absolute", `${JSON.stringify(path)} must be relative`);
  for (const name of path.split("/")) checkName(name, field);
  if (bytesOf(path) > PATH_MAX_BYTES) throw invalid(field, "too_big", `must have at most ${PATH_MAX_BYTES} bytes`);
  return path;
}

function checkName(name: string, field: string): string {
  if (name === "") throw invalid(field, "empty", "must not have an empty name between slashes");
  if (name === "." || name === "..") throw invalid(field, "dots", `must not have the name ${name}`);
  if (name.includes("\0")) throw invalid(field, "nul", "must not have a NUL character");
  if (name.includes("/")) throw invalid(field, "slash", `${JSON.stringify(name)} must be one name without /`);
  if (FORBIDDEN.test(name) || !name.isWellFormed()) {
    throw invalid(field, "characters", `${JSON.stringify(name)} must not have control characters, backslashes or lone surrogates`);
  }
  if (bytesOf(name) > NAME_MAX_BYTES) throw invalid(field, "too_big", `must have at most ${NAME_MAX_BYTES} bytes in a name`);
  return name;
}

/** Where the output of a task and its marker lie below the root. */
export interface OutputPaths {
  /** Folder of the task alone: `…/{id}`. */
  readonly folder: string;
  /** Name of the output in it: a file, or the folder of a folder output. */
  readonly output: string;
  /** Path of the done marker. */
  readonly marker: string;
}

/** Parts of a path that a type may replace. */
type PathParts = NonNullable<OutputSpec<unknown>["path"]>;

/**
 * Checks the parts of a path that a type gives.
 * @param field what errors call the place that they stand in
 * @throws ValidationError that names the part
 */
export function checkPathParts({ base = "", extra = "", filename = "output", extension = "" }: PathParts, field = "output.path"): void {
  if (base !== "") checkPath(base, `${field}.base`);
  if (extra !== "") checkPath(extra, `${field}.extra`);
  checkName(filename, `${field}.filename`);
  if (extension === "") return;
  checkName(extension, `${field}.extension`);
  if (extension.startsWith(".")) throw invalid(`${field}.extension`, "dots", "must not begin with a dot");
}

/** What all paths of a type begin and end with; made once. */
const typeParts = new WeakMap<AnyTaskType, { before: string; output: string }>();

function partsOf(type: AnyTaskType): { before: string; output: string } {
  const known = typeParts.get(type);
  if (known) return known;
  const { namespace, name, version, output } = type;
  const { base = "", extra = "", filename = "output", extension } = output.path ?? {};
  checkPathParts(output.path ?? {});
  if (namespace !== "") checkName(namespace, "namespace");
  checkName(name, "name");
  if (version !== "") checkName(version, "version");
  const ending = extension ?? ("isFolder" in output.serializer ? "" : output.serializer.extension);
  const file = checkName(ending === "" ? filename : `${filename}.${ending}`, "output.path.filename");
  if (file === MARKER) throw invalid("output.path.filename", "reserved", `${MARKER} is the name of the done marker`);
  const before = [base, namespace, name, version, extra].filter((part) => part !== "").join("/");
  checkPath(`${before}/${"0".repeat(70)}/${file}`, "output.path");
  const parts = { before, output: file };
  typeParts.set(type, parts);
  return parts;
}

/**
 * `{base}/{namespace}/{name}/{version}/{extra}/{aa}/{id}/{filename}.{extension}`, empty parts left out. The type's `output.path`
 * replaces base, extra, filename (`output` by default) and extension (the serializer's by default; "" for none).
 * @throws ValidationError that names the part which would lead out of the root
 */
export function pathsOf({ id, type }: AnyTask): OutputPaths {
  if (!/^[0-9a-f]{64}$/.test(id)) throw invalid("id", "pattern", "must be 64 hexadecimal digits");
  const { before, output } = partsOf(type);
  const folder = `${before}/${id.slice(0, 2)}/${id}`;
  return { folder, output, marker: `${folder}/${MARKER}` };
}

/** Order of paths, for `sort`. */
export const comparePaths = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
