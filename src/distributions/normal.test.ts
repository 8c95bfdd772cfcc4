import { testDistribution } from "../../test/distribution-harness.ts";
import { normal } from "../../test/distribution-specs.ts";

testDistribution(normal);
