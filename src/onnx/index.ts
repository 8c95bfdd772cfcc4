export { encodeModel, type Model } from "./messages.ts";
export { type OnnxOptions, OPSET, toOnnx } from "./model.ts";
