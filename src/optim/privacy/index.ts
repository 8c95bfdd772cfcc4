export { defaultDelta, epsilonOf, noiseFor, type PrivacySteps } from "./accountant.ts";
export { ORDERS, renyiOfStep } from "./renyi.ts";
