import { relativesCommand } from "../../tasks/relatives.ts";

export const command = relativesCommand("dependents", "rdeps");
