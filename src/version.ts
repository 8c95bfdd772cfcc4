// The library's version, written into models and reports. A test holds it equal to package.json.

/** Version of vaekit. */
export const VERSION = "0.1.0";
