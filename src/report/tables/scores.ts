// What a page of scores shows, as plain data.

/** One of the rows that score highest. */
export interface TopRow {
  /** Place in the data, from 0. */
  readonly row: number;
  readonly score: number;
  /** Share of training rows that score as high or higher. */
  readonly tail?: number;
  /** Parts of the score by name, in the order of `names`. */
  readonly contributions: ArrayLike<number>;
  /** The row's cells in the order of `names`; undefined where a name is no column. */
  readonly cells: readonly (string | null | undefined)[];
}

/** What a page of scores shows. */
export interface ScoresReport {
  /** What was scored, and by which run. */
  readonly data: string;
  readonly run: string;
  /** What a score is, as a sentence; default that of tables. */
  readonly method?: string;
  /** Score of each row; the higher, the stranger. */
  readonly scores: ArrayLike<number>;
  /** Rows that score as much or more count as anomalies. */
  readonly threshold: number;
  /** Where the threshold comes from, such as `exceeded by 5 % of the training rows`. */
  readonly thresholdFrom?: string;
  /** Scores of the rows that the model learned from. */
  readonly trainScores?: ArrayLike<number>;
  /** Whether each row is known to be an anomaly. */
  readonly labels?: ArrayLike<number | boolean>;
  /** Names of the parts of a score: columns, and others such as `latent`. */
  readonly names: readonly string[];
  /** The strangest rows, highest score first. */
  readonly top: readonly TopRow[];
  /** Mean of each part over all rows, in the order of `names`: what is usual. */
  readonly usual?: ArrayLike<number>;
  /** Remarks, such as cells that the training part had nothing like. */
  readonly notes?: readonly string[];
}
