// Data sets, their schema, batches, and readers on bytes. Opening files is in node.ts.

export { type Batch, type BatchOptions, BatchSource, epochOrder } from "./batches.ts";
export {
  BINARISE_MODES,
  type BinariseKey,
  type BinariseMode,
  binarise,
  parseBinarise,
  scoringMode,
} from "./binarise.ts";
export { BUILTIN_DATA, type BuiltinName, type BuiltinOptions, isBuiltinName, openBuiltin } from "./builtin-sets.ts";
export { type BundleOptions, finishBundle, limitBundle } from "./bundle.ts";
export { defaultColumnNames, measureColumns, unstandardise } from "./columns.ts";
export {
  type Attribute,
  attributesOf,
  type Conditions,
  combinationsOf,
  conditionsOf,
  conditionWidth,
  oneHotRows,
} from "./conditions.ts";
export {
  type Corruption,
  type CorruptOptions,
  checkCorruption,
  corrupt,
  formatCorruption,
  hideCells,
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
export { type LabelledOptions, labelledCount, labelledItems } from "./labelled.ts";
export { attachLabels, type RawLabels, readLabels } from "./labels.ts";
export { contactSheet, encodePng, type Picture, type TileOptions, tile } from "./pictures.ts";
export { CIFAR10_LABELS, type CifarRecords, readCifar } from "./readers/cifar.ts";
export { type CsvNumbers, type CsvOptions, readCsvNumbers, writeCsv } from "./readers/csv.ts";
export { type CsvTableOptions, type ReadTable, readCsvTable } from "./readers/csv-table.ts";
export { gunzip, isGzip } from "./readers/gzip.ts";
export { readIdx } from "./readers/idx.ts";
export { readJsonTable } from "./readers/json-table.ts";
export { readNpy, writeNpy } from "./readers/npy.ts";
export { type NpzArrays, readNpz, writeNpz } from "./readers/npz.ts";
export type { FileData, FileType, NumericArray } from "./readers/numeric.ts";
export type { TextEncoding } from "./readers/text.ts";
export { isZip, readZip, type ZipEntry } from "./readers/zip.ts";
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
export { type Clock, formatDuration } from "./series/clock.ts";
export { type SeriesOptions, seriesDataset, stampText } from "./series/dataset.ts";
export type { SeriesChoices } from "./series/input.ts";
export { type SeriesRows, unstandardiseWindows } from "./series/items.ts";
export type { SeriesSchema } from "./series/schema.ts";
export type { Gap, Segment } from "./series/segments.ts";
export { windowCounts } from "./series/windows.ts";
export { cellLevels, cellNumbers, type ReadOptions as CellOptions } from "./table/cells.ts";
export { completeRows } from "./table/complete.ts";
export { checkConstraints, describeConstraint, parseConstraint } from "./table/constraints.ts";
export { openTableData, type TableDataOptions } from "./table/dataset.ts";
export { type DecodeOptions as DecodeTableOptions, decodeTable, roundedValue, valueFormat } from "./table/decode.ts";
export { detectConstraints, type Suggestion } from "./table/detect-constraints.ts";
export { type EncodedTable, type EncodeOptions, encodeTable, type Unseen } from "./table/encode.ts";
export { type EncodingOptions, fitEncodings } from "./table/fit.ts";
export { type InferOptions, inferSchema } from "./table/infer.ts";
export { joinParts } from "./table/join.ts";
export {
  type ColumnType,
  type Constraint,
  type Encoding,
  modelled,
  type TableColumn,
  type TableSchema,
  tableSchema,
} from "./table/schema.ts";
export { checkTableSchema, type TableSchemaInput } from "./table/schema-input.ts";
export { type CodeShape, codeShapes } from "./table/shape.ts";
export { type Cells, cellText, type SourceColumn, type Table, takeRows } from "./table/table.ts";
export { fitConstraints, violations } from "./table/violations.ts";
export { escapeFormula, type WriteCsvOptions, writeCsvTable, writeJsonlTable } from "./table/write.ts";
