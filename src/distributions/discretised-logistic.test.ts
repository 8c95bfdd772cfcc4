import { testDistribution } from "../../test/distribution-harness.ts";
import { discretisedLogistic } from "../../test/distribution-specs.ts";

testDistribution(discretisedLogistic);
