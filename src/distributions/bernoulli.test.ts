import { testDistribution } from "../../test/distribution-harness.ts";
import { bernoulli } from "../../test/distribution-specs.ts";

testDistribution(bernoulli);
