// Words of the Generate panel.

export const generate = {
  title: "Generate",
  lead: "New items from the model: latents drawn from its prior, or from the sampler fitted to its latents, then decoded.",
  another: "Another seed",
  temperature: "Temperature",
  temperatureNote: "Below 1 more typical, above 1 more varied",
  count: "Items",
  from: "Latents from",
  prior: "the prior",
  fitted: "the fitted sampler",
  condition: "Condition",
  any: "as in training",
  each: "Each value in turn",
  download: "Download PNG",
  downloadCsv: "Download CSV",
  samples: "Samples",
  none: "This model has no prior to draw from. Fit a sampler to its latents on the command line (vaekit fit-sampler), or train a variational autoencoder.",
  live: "Drawn with the weights of this moment; they change as it trains.",
};
