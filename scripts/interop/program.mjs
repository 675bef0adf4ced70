// Logs one run with the built SDK, in whatever runtime this is: URL KEY ORGANIZATION WORKSPACE. Prints the run's id.
import { Cairn } from "../../sdk/dist/index.js";

const [url, token, organization, workspace] = process.argv.slice(2);
const cairn = new Cairn({ url, token, organization, workspace });
const run = await cairn.run({ experiment: "interop" });
for (let step = 0; step < 500; step++) run.log({ loss: 1 / (step + 1) }, { step });
console.log("a line that the run keeps");
await run.finish();
console.log(run.id);
