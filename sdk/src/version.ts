/**
 * Version of this package; a test holds it equal to package.json.
 *
 * @example console.log(`SDK ${SDK_VERSION}`);
 */
export const SDK_VERSION = "0.1.0";
