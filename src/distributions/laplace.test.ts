import { testDistribution } from "../../test/distribution-harness.ts";
import { laplace } from "../../test/distribution-specs.ts";

testDistribution(laplace);
