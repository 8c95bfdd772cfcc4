// Empties dist/ so that a build never carries files of an earlier one.
import { rmSync } from "node:fs";

rmSync(new URL("../dist", import.meta.url), { recursive: true, force: true });
