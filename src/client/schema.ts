// Made by scripts/client-types.mjs from the server's OpenAPI document; not to be edited.

export interface paths {
  "/v1/models": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All models */
    get: operations["models"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/models/{model}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All that is known of a model */
    get: operations["card"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/models/{model}/archive": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The model itself, as an archive of its folder
     * @description Only where the server was started with --share.
     */
    get: operations["archive"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/models/{model}/encode": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Items to latents
     * @description Posterior means of items, with log-variances, discrete codes and class probabilities where the model has them.
     */
    post: operations["encode"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/models/{model}/decode": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Latents to items
     * @description The expected item of each latent.
     */
    post: operations["decode"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/models/{model}/reconstruct": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What the model makes of items
     * @description Items encoded and decoded again, with the error of each: squared error per element, of tables the share of cells changed.
     */
    post: operations["reconstruct"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/models/{model}/sample": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * New items
     * @description Items drawn with a seed: the same call gives the same items.
     */
    get: operations["sample"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/models/{model}/score": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * How strange items are
     * @description A score for each item, the higher, the stranger: negative ELBO in nats, the error of an autoencoder, or with samples the negative log-likelihood of pictures and vectors. The same call gives the same scores.
     */
    post: operations["score"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/v1/models/{model}/impute": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Fill the gaps of rows
     * @description Rows of a table with every missing cell filled with its best value, and how sure the model is of each.
     */
    post: operations["impute"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/health": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the server is there */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              /** @enum {string} */
              status: "ok";
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/ready": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether it can answer */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description It is */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/json": {
              /** @enum {string} */
              status: "ok";
            };
          };
        };
        /** @description The work was interrupted, or the server is shutting down */
        503: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "application/problem+json": components["schemas"]["Problem"];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/metrics": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Measures for Prometheus */
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        /** @description The measures */
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            "text/plain": string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ModelList: {
      models: components["schemas"]["ModelSummary"][];
    };
    ModelSummary: {
      name: string;
      /**
       * @description what one item is
       * @enum {string}
       */
      items: "image" | "vector" | "series" | "table";
      description: string;
      /** @description shape of one item; of a table codes and values */
      shape: number[];
      /** @description numbers of a latent */
      latent: number;
      preset: string;
      /** @description what the model can be asked for */
      verbs: ("encode" | "decode" | "reconstruct" | "sample" | "score" | "impute")[];
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      /** @description where: rule, got value; remedy */
      detail: string;
      /**
       * @description kind of the library's error
       * @enum {string}
       */
      code?: "SHAPE" | "CONFIG" | "DATA";
    };
    ModelCard: components["schemas"]["ModelSummary"] & {
      /** @description version of vaekit that trained it */
      library: string;
      parameters: number;
      likelihood?: string;
      objective: string;
      variational: boolean;
      data: {
        name: string;
        counts: {
          [key: string]: number;
        };
      };
      /**
       * @description pictures: what pixels may be
       * @enum {string}
       */
      values?: "binary" | "grey" | "continuous";
      columns?: components["schemas"]["Column"][];
      labels?: string[];
      conditions: {
        name: string;
        values: string[];
      }[];
      /** @description whether scores come with tail probabilities */
      trainingScores: boolean;
      /** @description final numbers of the training */
      results: {
        [key: string]: unknown;
      };
      /** @description the model card in Markdown */
      readme: string;
    };
    Column: {
      name: string;
      type: string;
      /** @description tables: whether the model sees it */
      used?: boolean;
      min?: number;
      max?: number;
      /** @description how dates are written */
      format?: string;
      /** @description known categories */
      levels?: string[];
    };
    Encoded: {
      mean: components["schemas"]["Numbers"];
      logVariance?: components["schemas"]["Numbers"] & unknown;
      codes?: components["schemas"]["Numbers"] & unknown;
      classes?: components["schemas"]["Numbers"] & unknown;
    };
    /** @description posterior means [n, latent] */
    Numbers: unknown[];
    ItemsBody: {
      items?: components["schemas"]["Numbers"] & unknown;
      rows?: components["schemas"]["Rows"];
      /** @description conditional models: the items' own labels */
      labels?: (string | number)[];
    };
    /** @description tables and time series: objects by column name */
    Rows: {
      [key: string]: string | number | boolean | null;
    }[];
    Decoded: {
      items?: components["schemas"]["Numbers"] & unknown;
      rows?: components["schemas"]["Rows"] & unknown;
    };
    LatentsBody: {
      latents: components["schemas"]["Numbers"] & unknown;
    };
    Reconstructed: {
      items?: components["schemas"]["Numbers"] & unknown;
      rows?: components["schemas"]["Rows"] & unknown;
      /** @description squared error per element; of tables the share of cells changed */
      errors: (number | null)[];
    };
    Sampled: {
      items?: components["schemas"]["Numbers"] & unknown;
      rows?: components["schemas"]["Rows"] & unknown;
      latents?: components["schemas"]["Numbers"] & unknown;
      /** @description tables: what could not be made */
      notes?: string[];
    };
    Scored: {
      /** @description what the scores are */
      method: string;
      /** @description the higher, the stranger; null for a time stamp in no window */
      scores: (number | null)[];
      /** @description pictures and vectors: -log p(x|z), in nats */
      reconstruction?: (number | null)[];
      /** @description pictures and vectors: KL(q(z|x) || p(z)), in nats */
      kl?: (number | null)[];
      /** @description how probable such a score is for a training row */
      tailProbabilities?: (number | null)[];
      threshold?: number;
      anomalies?: (boolean | null)[];
      /** @description what each column adds, in nats */
      contributions?: {
        [key: string]: number;
      }[];
      /** @description tables: cells that the training rows had nothing like */
      unseen?: components["schemas"]["Unseen"][];
      times?: string[];
      series?: string[];
      windowScores?: (number | null)[];
      /** @description how many windows hold each time stamp */
      windows?: number[];
    };
    Unseen: {
      column: string;
      /** @enum {string} */
      kind: "level" | "range";
      count: number;
      example: string;
      /** @description the first few, from 0 */
      rows: number[];
    };
    Imputed: {
      rows: components["schemas"]["Rows"];
      filled: components["schemas"]["FilledCell"][];
      unseen: components["schemas"]["Unseen"][];
    };
    FilledCell: {
      /** @description from 0 */
      row: number;
      column: string;
      best: string;
      spread?: {
        deviation: number;
        low: number;
        high: number;
      };
      probability?: number;
    };
    RowsBody: {
      rows: components["schemas"]["Rows"];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  models: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The models */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ModelList"];
        };
      };
      /** @description The token is missing or wrong */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  card: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description name of the model */
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The card */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ModelCard"];
        };
      };
      /** @description The token is missing or wrong */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such model */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  archive: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description name of the model */
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The archive */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/zip": string;
        };
      };
      /** @description The token is missing or wrong */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Models are not given out */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such model */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  encode: {
    parameters: {
      query?: {
        /** @description conditional models: what the items are, as name=value, for example label=3 (repeatable) */
        condition?: string[];
      };
      header?: never;
      path: {
        /** @description name of the model */
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ItemsBody"];
        "application/x-npy": string;
        "image/png": string;
        "text/csv": string;
      };
    };
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Encoded"];
          "application/x-npy": string;
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token is missing or wrong */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such model */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description None of the wanted types can be given */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large, or brings too many items */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body has another type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The model cannot take this */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The work was interrupted, or the server is shutting down */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The answer took too long */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  decode: {
    parameters: {
      query?: {
        /** @description conditional models: what the items are, as name=value, for example label=3 (repeatable) */
        condition?: string[];
      };
      header?: never;
      path: {
        /** @description name of the model */
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["LatentsBody"];
        "application/x-npy": string;
      };
    };
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Decoded"];
          "application/x-npy": string;
          "image/png": string;
          "text/csv": string;
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token is missing or wrong */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such model */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description None of the wanted types can be given */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large, or brings too many items */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body has another type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The model cannot take this */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The work was interrupted, or the server is shutting down */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The answer took too long */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  reconstruct: {
    parameters: {
      query?: {
        /** @description conditional models: what the items are, as name=value, for example label=3 (repeatable) */
        condition?: string[];
      };
      header?: never;
      path: {
        /** @description name of the model */
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ItemsBody"];
        "application/x-npy": string;
        "image/png": string;
        "text/csv": string;
      };
    };
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Reconstructed"];
          "application/x-npy": string;
          "image/png": string;
          "text/csv": string;
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token is missing or wrong */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such model */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description None of the wanted types can be given */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large, or brings too many items */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body has another type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The model cannot take this */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The work was interrupted, or the server is shutting down */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The answer took too long */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  sample: {
    parameters: {
      query?: {
        /** @description number of items (default 16) */
        count?: number;
        /** @description key of every draw (default 0) */
        seed?: number;
        /** @description spread of the latents: below 1 more typical, above 1 more varied (default 1) */
        temperature?: number;
        /** @description what latents are drawn from (default: fitted where the model has one) */
        sampler?: "prior" | "fitted";
        /** @description conditional models: what the items are, as name=value, for example label=3 (repeatable) */
        condition?: string[];
        /** @description conditional models: count items of each value of what the condition leaves open */
        each?: boolean;
        /** @description tables: conditions on new rows, for example "age >= 60" (repeatable) */
        where?: string[];
      };
      header?: never;
      path: {
        /** @description name of the model */
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Sampled"];
          "application/x-npy": string;
          "image/png": string;
          "text/csv": string;
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token is missing or wrong */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such model */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description None of the wanted types can be given */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large, or brings too many items */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body has another type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The model cannot take this */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The work was interrupted, or the server is shutting down */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The answer took too long */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  score: {
    parameters: {
      query?: {
        /** @description pictures and vectors: negative log-likelihood with so many importance samples; tables: draws per row (default 8) */
        samples?: number;
        /** @description key of every draw (default 0) */
        seed?: number;
        /** @description call this share of rows like the training rows anomalies */
        contamination?: number;
        /** @description call rows above this quantile of the training scores anomalies */
        quantile?: number;
        /** @description tables: also what each column adds to the score, in nats */
        explain?: boolean;
        /** @description time series: judge a time stamp by its own step or by the windows that hold it (default step) */
        by?: "step" | "window";
      };
      header?: never;
      path: {
        /** @description name of the model */
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ItemsBody"];
        "application/x-npy": string;
        "image/png": string;
        "text/csv": string;
      };
    };
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Scored"];
          "application/x-npy": string;
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token is missing or wrong */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such model */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description None of the wanted types can be given */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large, or brings too many items */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body has another type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The model cannot take this */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The work was interrupted, or the server is shutting down */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The answer took too long */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
  impute: {
    parameters: {
      query?: {
        /** @description draws behind each best value (default 100) */
        samples?: number;
        /** @description key of every draw (default 0) */
        seed?: number;
      };
      header?: never;
      path: {
        /** @description name of the model */
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["RowsBody"];
        "text/csv": string;
      };
    };
    responses: {
      /** @description The answer */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Imputed"];
          "text/csv": string;
        };
      };
      /** @description The request cannot be read */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The token is missing or wrong */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description There is no such model */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description None of the wanted types can be given */
      406: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body is too large, or brings too many items */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The body has another type */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The model cannot take this */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description Too many requests wait */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The work was interrupted, or the server is shutting down */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
      /** @description The answer took too long */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["Problem"];
        };
      };
    };
  };
}
