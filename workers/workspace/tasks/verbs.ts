import { DurableObject } from "cloudflare:workers";
import type { Answer } from "../../shared/answer.ts";
import { createBuild } from "../builds/create.ts";
import { cancelBuild, finishBuild, overrideBuild, resumeBuild } from "../builds/finish.ts";
import { getBuild, listBuilds, listBuildTasks, readBuildGraph } from "../builds/read.ts";
import { updateBuild } from "../builds/update.ts";
import type { Call, VerbInput } from "../context.ts";
import { getTask } from "./detail.ts";
import { listTaskEvents } from "./events.ts";
import { acquireLeases, listLeases, releaseLease, renewLeases } from "./leases.ts";
import { listTasks } from "./list.ts";
import { registerTasks } from "./register.ts";
import { reportEvents } from "./report.ts";
import { getTaskSettings, putTaskSettings } from "./settings.ts";

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
