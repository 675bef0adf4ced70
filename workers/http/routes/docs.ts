import errors from "../../../docs/errors.md";
import { ERRORS_PATH } from "../errors.ts";
import { router } from "../router.ts";

export const docsRoutes = router();

/** Where the `type` of every problem leads. */
docsRoutes.get(ERRORS_PATH, (c) => c.text(errors, 200, { "cache-control": "public, max-age=300" }));
