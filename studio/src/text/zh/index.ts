// 全部中文文字。

import type { Text } from "../index.ts";
import { common } from "./common.ts";
import { data } from "./data.ts";
import { generate } from "./generate.ts";
import { latent } from "./latent.ts";
import { model } from "./model.ts";
import { reconstruct } from "./reconstruct.ts";
import { runs } from "./runs.ts";
import { score } from "./score.ts";
import { train } from "./train.ts";

/** 中文。 */
export const zh: Text = { common, data, model, train, latent, generate, reconstruct, score, runs };
