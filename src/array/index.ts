export { drawKey, type Filler, KEY_BYTES, KeyedGenerator } from "./chacha.ts";
export { bool, type DataOf, type DType, float32, type HostArray, int64, rows, takeRows, zeros } from "./host-array.ts";
export { Generator } from "./random.ts";
export { decodeSafeTensors, encodeSafeTensors, type SafeTensors } from "./safetensors.ts";
export {
  broadcastShapes,
  formatShape,
  normaliseAxes,
  normaliseAxis,
  type Shape,
  sameShape,
  sizeOf,
  stridesOf,
} from "./shape.ts";
