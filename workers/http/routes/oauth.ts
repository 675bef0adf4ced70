import { router } from "../router.ts";

export const oauthRoutes = router();
