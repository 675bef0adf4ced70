import { DurableObject } from "cloudflare:workers";
import type { Answer } from "../../shared/answer.ts";
import { createBuild } from "../builds/create.ts";
import { cancelBuild, finishBuild, overrideBuild, resumeBuild } from "../builds/finish.ts";
import { getBuild, listBuilds, listBuildTasks, readBuildGraph } from "../builds/read.ts";
import { updateBuild } from "../builds/update.ts";
import type { Call, VerbInput } from "../context.ts";
import { getAsset, listAssets, putAsset } from "./assets.ts";
import { deleteTask, restoreTask } from "./delete.ts";
import { getTask } from "./detail.ts";
import { listTaskEvents } from "./events.ts";
import { explainIdentity, explainTask } from "./explain.ts";
import { planExport, readExport } from "./export.ts";
import { collectTasks } from "./gc.ts";
import { importTasks } from "./import.ts";
import { invalidateTasks } from "./invalidate.ts";
import { acquireLeases, listLeases, releaseLease, renewLeases } from "./leases.ts";
import { appendTaskLines, readTaskLines } from "./lines.ts";
import { listTasks } from "./list.ts";
import { overrideTask } from "./override.ts";
import { registerTasks } from "./register.ts";
import { listRelatives, readTaskGraph } from "./relatives.ts";
import { reportEvents } from "./report.ts";
import { getTaskSettings, putTaskSettings } from "./settings.ts";
import { lookUpTasks, readTaskStats, readTaskUsage } from "./stats.ts";
import { suggestFields, suggestValues } from "./suggest.ts";
import { declareTypes, listTypes, readTypeGraph } from "./types.ts";
import { updateTask } from "./update.ts";

type InputOf<V> = V extends (args: VerbInput<infer I>) => unknown ? I : never;

/** Runs a verb. A symbol, because what has a name could be called from a Worker. */
export const RUN: unique symbol = Symbol("run");

/** The verbs of tasks and builds, as the object of a workspace has them. */
export abstract class TaskVerbs extends DurableObject<Env> {
  abstract [RUN]<I, O>(verb: (args: VerbInput<I>) => O, call: Call, input: I): Answer<Awaited<O>> | Promise<Answer<Awaited<O>>>;

  taskRegister(call: Call, input: InputOf<typeof registerTasks>) {
    return this[RUN](registerTasks, call, input);
  }
  taskLeaseAcquire(call: Call, input: InputOf<typeof acquireLeases>) {
    return this[RUN](acquireLeases, call, input);
  }
  taskLeaseRenew(call: Call, input: InputOf<typeof renewLeases>) {
    return this[RUN](renewLeases, call, input);
  }
  taskLeaseRelease(call: Call, input: InputOf<typeof releaseLease>) {
    return this[RUN](releaseLease, call, input);
  }
  taskLeaseList(call: Call, input: InputOf<typeof listLeases>) {
    return this[RUN](listLeases, call, input);
  }
  taskReport(call: Call, input: InputOf<typeof reportEvents>) {
    return this[RUN](reportEvents, call, input);
  }
  taskList(call: Call, input: InputOf<typeof listTasks>) {
    return this[RUN](listTasks, call, input);
  }
  taskGet(call: Call, input: InputOf<typeof getTask>) {
    return this[RUN](getTask, call, input);
  }
  taskEventList(call: Call, input: InputOf<typeof listTaskEvents>) {
    return this[RUN](listTaskEvents, call, input);
  }
  taskSettingsGet(call: Call, input: InputOf<typeof getTaskSettings>) {
    return this[RUN](getTaskSettings, call, input);
  }
  taskSettingsPut(call: Call, input: InputOf<typeof putTaskSettings>) {
    return this[RUN](putTaskSettings, call, input);
  }

  taskUpdate(call: Call, input: InputOf<typeof updateTask>) {
    return this[RUN](updateTask, call, input);
  }
  taskDelete(call: Call, input: InputOf<typeof deleteTask>) {
    return this[RUN](deleteTask, call, input);
  }
  taskRestore(call: Call, input: InputOf<typeof restoreTask>) {
    return this[RUN](restoreTask, call, input);
  }
  taskInvalidate(call: Call, input: InputOf<typeof invalidateTasks>) {
    return this[RUN](invalidateTasks, call, input);
  }
  taskOverride(call: Call, input: InputOf<typeof overrideTask>) {
    return this[RUN](overrideTask, call, input);
  }
  taskRelativeList(call: Call, input: InputOf<typeof listRelatives>) {
    return this[RUN](listRelatives, call, input);
  }
  taskGraph(call: Call, input: InputOf<typeof readTaskGraph>) {
    return this[RUN](readTaskGraph, call, input);
  }
  taskExplain(call: Call, input: InputOf<typeof explainTask>) {
    return this[RUN](explainTask, call, input);
  }
  taskExplainNew(call: Call, input: InputOf<typeof explainIdentity>) {
    return this[RUN](explainIdentity, call, input);
  }
  taskAssetPut(call: Call, input: InputOf<typeof putAsset>) {
    return this[RUN](putAsset, call, input);
  }
  taskAssetGet(call: Call, input: InputOf<typeof getAsset>) {
    return this[RUN](getAsset, call, input);
  }
  taskAssetList(call: Call, input: InputOf<typeof listAssets>) {
    return this[RUN](listAssets, call, input);
  }
  taskLineAppend(call: Call, input: InputOf<typeof appendTaskLines>) {
    return this[RUN](appendTaskLines, call, input);
  }
  taskLineRead(call: Call, input: InputOf<typeof readTaskLines>) {
    return this[RUN](readTaskLines, call, input);
  }
  taskStats(call: Call, input: InputOf<typeof readTaskStats>) {
    return this[RUN](readTaskStats, call, input);
  }
  taskUsage(call: Call, input: InputOf<typeof readTaskUsage>) {
    return this[RUN](readTaskUsage, call, input);
  }
  taskLookup(call: Call, input: InputOf<typeof lookUpTasks>) {
    return this[RUN](lookUpTasks, call, input);
  }
  taskFields(call: Call, input: InputOf<typeof suggestFields>) {
    return this[RUN](suggestFields, call, input);
  }
  taskValues(call: Call, input: InputOf<typeof suggestValues>) {
    return this[RUN](suggestValues, call, input);
  }
  taskTypeDeclare(call: Call, input: InputOf<typeof declareTypes>) {
    return this[RUN](declareTypes, call, input);
  }
  taskTypeList(call: Call, input: InputOf<typeof listTypes>) {
    return this[RUN](listTypes, call, input);
  }
  taskTypeGraph(call: Call, input: InputOf<typeof readTypeGraph>) {
    return this[RUN](readTypeGraph, call, input);
  }
  taskCollect(call: Call, input: InputOf<typeof collectTasks>) {
    return this[RUN](collectTasks, call, input);
  }
  taskExportPlan(call: Call, input: InputOf<typeof planExport>) {
    return this[RUN](planExport, call, input);
  }
  taskExportRead(call: Call, input: InputOf<typeof readExport>) {
    return this[RUN](readExport, call, input);
  }
  taskImport(call: Call, input: InputOf<typeof importTasks>) {
    return this[RUN](importTasks, call, input);
  }

  buildCreate(call: Call, input: InputOf<typeof createBuild>) {
    return this[RUN](createBuild, call, input);
  }
  buildList(call: Call, input: InputOf<typeof listBuilds>) {
    return this[RUN](listBuilds, call, input);
  }
  buildGet(call: Call, input: InputOf<typeof getBuild>) {
    return this[RUN](getBuild, call, input);
  }
  buildUpdate(call: Call, input: InputOf<typeof updateBuild>) {
    return this[RUN](updateBuild, call, input);
  }
  buildFinish(call: Call, input: InputOf<typeof finishBuild>) {
    return this[RUN](finishBuild, call, input);
  }
  buildCancel(call: Call, input: InputOf<typeof cancelBuild>) {
    return this[RUN](cancelBuild, call, input);
  }
  buildResume(call: Call, input: InputOf<typeof resumeBuild>) {
    return this[RUN](resumeBuild, call, input);
  }
  buildOverride(call: Call, input: InputOf<typeof overrideBuild>) {
    return this[RUN](overrideBuild, call, input);
  }
  buildTaskList(call: Call, input: InputOf<typeof listBuildTasks>) {
    return this[RUN](listBuildTasks, call, input);
  }
  buildGraph(call: Call, input: InputOf<typeof readBuildGraph>) {
    return this[RUN](readBuildGraph, call, input);
  }
}
