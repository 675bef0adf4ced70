import type { CommentSubjectType } from "@cairn/sdk/schema";
import { notFound } from "../../shared/errors.ts";
import { readExperiment } from "../experiments/store.ts";
import { findRun } from "../runs/store.ts";

/** What a comment is about. */
export interface Subject {
  type: CommentSubjectType;
  id: string;
  number: number;
  /** In the trash it takes no comments, and those on it stay as they are. */
  isDeleted: boolean;
}

/** The run or experiment of that id, in the trash too. Throws `not_found`. */
export function readSubject(sql: SqlStorage, id: string): Subject {
  if (id.startsWith("exp_")) {
    const experiment = readExperiment(sql, "id", id);
    if (!experiment) throw notFound("experiment");
    return { type: "experiment", id: experiment.id, number: experiment.number, isDeleted: false };
  }
  const run = findRun(sql, id);
  if (!run) throw notFound("run");
  return { type: "run", id: run.id, number: run.number, isDeleted: run.deleted_at !== null };
}

/** The same, if it can be commented on. Throws `not_found`. */
export function readLivingSubject(sql: SqlStorage, id: string): Subject {
  const subject = readSubject(sql, id);
  if (subject.isDeleted) throw notFound(subject.type);
  return subject;
}
