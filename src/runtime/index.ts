export type { Executable, Program, Resident, Runtime, RuntimeOptions, Values } from "./runtime.ts";
