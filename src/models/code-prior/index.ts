export { CodePrior } from "./code-prior.ts";
export type { PixelCnnOptions } from "./pixelcnn.ts";
