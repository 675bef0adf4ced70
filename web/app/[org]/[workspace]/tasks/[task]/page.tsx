import type { Metadata } from "next";
import { Prefetch } from "@/components/prefetch";
import { taskQuery } from "@/features/tasks/data/queries";
import { TaskPage } from "@/features/tasks/task/task-page";
import { serverApi } from "@/lib/api/server";

export const metadata: Metadata = { title: "Task" };

export default async function Task({ params }: { params: Promise<{ org: string; workspace: string; task: string }> }) {
  const { org: organization, workspace, task } = await params;
  const api = await serverApi();
  const place = { organization, workspace };
  return (
    <Prefetch load={(client) => [client.prefetchQuery(taskQuery(api, place, task))]}>
      <TaskPage id={task} />
    </Prefetch>
  );
}
