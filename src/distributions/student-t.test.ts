import { testDistribution } from "../../test/distribution-harness.ts";
import { studentT } from "../../test/distribution-specs.ts";

testDistribution(studentT);
