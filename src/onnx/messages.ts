// ONNX protobuf messages, the few that a graph needs, written field by field (onnx.proto, IR version 10).

import protobuf from "protobufjs/minimal.js";
import type { Shape } from "../array/index.ts";

/** ONNX element type codes (TensorProto.DataType). */
export const ELEMENT_TYPES = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;

/** Element types that emitted graphs use. */
export type ElementType = keyof typeof ELEMENT_TYPES;

/** A stored tensor. */
export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
  readonly data: Float32Array | BigInt64Array | Int32Array | Uint8Array;
}

/** A node attribute: numbers are integers unless wrapped in `{ float }`. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

/** An operator call. */
export interface Node {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A named value at the border of a graph; a text size is a symbolic dimension. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** Everything in a model file. */
export interface Model {
  readonly opset: number;
  readonly producer: string;
  readonly producerVersion: string;
  readonly documentation: string;
  readonly nodes: readonly Node[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: readonly Initializer[];
}

type Writer = protobuf.Writer;

const LENGTH_DELIMITED = 2;
const FIXED32 = 5;
const tag = (field: number, wire: number) => (field << 3) | wire;

function text(writer: Writer, field: number, value: string): void {
  writer.uint32(tag(field, LENGTH_DELIMITED)).string(value);
}

function integer(writer: Writer, field: number, value: number): void {
  writer.uint32(tag(field, 0)).int64(value);
}

function message(writer: Writer, field: number, write: (writer: Writer) => void): void {
  writer.uint32(tag(field, LENGTH_DELIMITED)).fork();
  write(writer);
  writer.ldelim();
}

function writeAttribute(writer: Writer, name: string, value: Attribute): void {
  text(writer, 1, name);
  if (typeof value === "number") {
    integer(writer, 3, value);
    integer(writer, 20, 2);
  } else if (typeof value === "string") {
    text(writer, 4, value);
    integer(writer, 20, 3);
  } else if ("float" in value) {
    writer.uint32(tag(2, FIXED32)).float(value.float);
    integer(writer, 20, 1);
  } else {
    for (const item of value) integer(writer, 8, item);
    integer(writer, 20, 7);
  }
}

function writeNode(writer: Writer, node: Node, index: number): void {
  for (const name of node.inputs) text(writer, 1, name);
  for (const name of node.outputs) text(writer, 2, name);
  text(writer, 3, `${node.opType}_${index}`);
  text(writer, 4, node.opType);
  for (const [name, value] of Object.entries(node.attributes))
    message(writer, 5, (w) => writeAttribute(w, name, value));
}

function writeInitializer(writer: Writer, { name, type, shape, data }: Initializer): void {
  for (const dim of shape) integer(writer, 1, dim);
  integer(writer, 2, ELEMENT_TYPES[type]);
  text(writer, 8, name);
  writer.uint32(tag(9, LENGTH_DELIMITED)).bytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writeValueInfo(writer: Writer, { name, type, shape }: ValueInfo): void {
  text(writer, 1, name);
  message(writer, 2, (typeProto) => {
    message(typeProto, 1, (tensor) => {
      integer(tensor, 1, ELEMENT_TYPES[type]);
      message(tensor, 2, (shapeProto) => {
        for (const dim of shape) {
          message(shapeProto, 1, (w) => (typeof dim === "number" ? integer(w, 1, dim) : text(w, 2, dim)));
        }
      });
    });
  });
}

/** Bytes of an ONNX model file. */
export function encodeModel(model: Model): Uint8Array {
  const writer = protobuf.Writer.create();
  integer(writer, 1, 10);
  text(writer, 2, model.producer);
  text(writer, 3, model.producerVersion);
  text(writer, 6, model.documentation);
  message(writer, 7, (graph) => {
    model.nodes.forEach((node, i) => {
      message(graph, 1, (w) => writeNode(w, node, i));
    });
    text(graph, 2, "vaekit");
    for (const initializer of model.initializers) message(graph, 5, (w) => writeInitializer(w, initializer));
    for (const value of model.inputs) message(graph, 11, (w) => writeValueInfo(w, value));
    for (const value of model.outputs) message(graph, 12, (w) => writeValueInfo(w, value));
  });
  message(writer, 8, (opset) => {
    text(opset, 1, "");
    integer(opset, 2, model.opset);
  });
  return writer.finish();
}
