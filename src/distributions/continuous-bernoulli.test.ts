import { testDistribution } from "../../test/distribution-harness.ts";
import { continuousBernoulli } from "../../test/distribution-specs.ts";

testDistribution(continuousBernoulli);
