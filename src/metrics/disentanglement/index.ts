export { type BetaVaeScoreOptions, betaVaeScore } from "./beta-vae-score.ts";
export { type DciOptions, type DciScores, dciOf, dciScores } from "./dci.ts";
export { type Explicitness, type ExplicitnessOptions, explicitness } from "./explicitness.ts";
export { type FactorVaeScoreOptions, factorVaeScore } from "./factor-vae-score.ts";
export { type FactorColumn, type LabelledCodes, labelCodes, scorableFactors } from "./labelled-codes.ts";
export { type Gap, type MigOptions, mutualInformationGap } from "./mig.ts";
export { type ModularityOptions, modularity } from "./modularity.ts";
export { entropy, factorEntropies, mutualInformation, mutualInformationMatrix } from "./mutual-information.ts";
export { type SapOptions, sapScore } from "./sap.ts";
