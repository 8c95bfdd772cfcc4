// Data sets, their schema, batches, and readers on bytes. Opening files is in node.ts.

export { type Batch, type BatchOptions, BatchSource, epochOrder } from "./batches.ts";
export { BINARISE_MODES, type BinariseKey, type BinariseMode, binarise, parseBinarise } from "./binarise.ts";
export { BUILTIN_DATA, type BuiltinName, type BuiltinOptions, isBuiltinName, openBuiltin } from "./builtin-sets.ts";
export { type BundleOptions, finishBundle, limitBundle } from "./bundle.ts";
export { defaultColumnNames, measureColumns, unstandardise } from "./columns.ts";
export {
  type Corruption,
  type CorruptOptions,
  checkCorruption,
  corrupt,
  formatCorruption,
  parseCorruption,
} from "./corrupt.ts";
export {
  concatDatasets,
  type DataBundle,
  type Dataset,
  type Factors,
  fillBatch,
  fitColumns,
  requireItems,
  splitDataset,
  subset,
  useColumns,
} from "./dataset.ts";
export { type DecodeOptions, decodeFile } from "./decode.ts";
export { byteImages, datasetFromArray, type ImageSize, tableDataset } from "./from-arrays.ts";
export { attachLabels, type RawLabels, readLabels } from "./labels.ts";
export { contactSheet, encodePng, type Picture, type TileOptions, tile } from "./pictures.ts";
export { CIFAR10_LABELS, type CifarRecords, readCifar } from "./readers/cifar.ts";
export { type CsvNumbers, type CsvOptions, readCsvNumbers, writeCsv } from "./readers/csv.ts";
export { gunzip, isGzip } from "./readers/gzip.ts";
export { readIdx } from "./readers/idx.ts";
export { readNpy, writeNpy } from "./readers/npy.ts";
export { type NpzArrays, readNpz, writeNpz } from "./readers/npz.ts";
export type { FileData, FileType, NumericArray } from "./readers/numeric.ts";
export {
  type Column,
  checkSchema,
  type DataSchema,
  dataSchema,
  describeSchema,
  eventShape,
  type ImageSchema,
  type VectorSchema,
} from "./schema.ts";
