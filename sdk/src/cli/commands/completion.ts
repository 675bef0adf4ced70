import type { CommandModule } from "../command.ts";
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from "../completion-scripts.ts";

export const command: CommandModule = {
  description: "Print the script that makes a shell complete commands, flags and the names of your organizations and workspaces.",
  examples: [
    "source <(cairn completion bash)",
    "source <(cairn completion zsh)",
    "cairn completion fish | source",
    "cairn completion powershell | Out-String | Invoke-Expression",
  ],
  args: [{ name: "<shell>", description: "Which shell", choices: SHELLS, complete: "shell" }],
  forgivesProfile: true,
  async run(ctx, { args }) {
    ctx.io.stdout.write(COMPLETION_SCRIPTS[args[0] as Shell]);
  },
};
