import { testDistribution } from "../../test/distribution-harness.ts";
import { categorical } from "../../test/distribution-specs.ts";

testDistribution(categorical);
