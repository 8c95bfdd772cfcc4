// Pictures of an array file brought to another size or channel count.

import { DataError } from "../../errors.ts";
import type { DataBundle, Dataset } from "../dataset.ts";
import type { PictureCodec, PictureOptions } from "./codec.ts";
import { mapPool, PictureStack } from "./stack.ts";

/** All parts of a bundle brought to another size or channel count. @throws DataError for rows of numbers and for fractions */
export async function convertBundle(
  bundle: DataBundle,
  options: PictureOptions,
  codec: PictureCodec,
): Promise<DataBundle> {
  const convert = (dataset: Dataset) => convertDataset(dataset, options, codec);
  const { train, validation, test } = bundle;
  return {
    ...bundle,
    train: await convert(train),
    ...(validation && { validation: await convert(validation) }),
    ...(test && { test: await convert(test) }),
  };
}

// Pictures that fit already are returned as they are.
async function convertDataset(dataset: Dataset, options: PictureOptions, codec: PictureCodec): Promise<Dataset> {
  const { schema, values, scale, labels, factors } = dataset;
  if (schema.kind !== "image") {
    if (options.resize === undefined && options.channels === undefined) return dataset;
    throw new DataError(`${dataset.name}: resize and channels need pictures, got rows of numbers; leave them out`);
  }
  const { width, height } = schema;
  const channels = schema.channels as 1 | 3 | 4;
  const same = (options.resize?.width ?? width) === width && (options.resize?.height ?? height) === height;
  if (same && (options.channels ?? channels) === channels) return dataset;
  if (!(values instanceof Uint8Array)) {
    throw new DataError(
      `${dataset.name}: only pictures of 8 bits can be converted, got fractions; convert them beforehand`,
    );
  }
  const area = width * height;
  const target = { ...options, channels: options.channels ?? channels };
  const stack = new PictureStack(dataset.count, {
    width: options.resize?.width ?? width,
    height: options.resize?.height ?? height,
    channels: target.channels,
  });
  await mapPool(dataset.count, async (i) => {
    const pixels = new Uint8Array(area * channels);
    for (let j = 0; j < pixels.length; j++) {
      const value = values[i * pixels.length + (j % channels) * area + Math.floor(j / channels)]!;
      pixels[j] = scale === 1 ? value * 255 : value;
    }
    stack.put(i, await codec.convert({ width, height, channels, pixels }, target));
  });
  const converted = stack.dataset(dataset.name);
  return {
    ...converted,
    schema: { ...converted.schema, ...(schema.labels && { labels: schema.labels }) },
    ...(labels && { labels }),
    ...(factors && { factors }),
  };
}
