import { VERSION } from "../../shared/version.ts";
import { router } from "../router.ts";

export const healthRoutes = router();

/** Whether the api Worker answers, and its version: for load balancers and for people who ask what runs here. Nothing is read for it. */
healthRoutes.get("/api/health", (c) => c.json({ status: "ok", version: VERSION }, 200, { "cache-control": "no-store" }));
