// Words of the Data panel.

export const data = {
  title: "Data",
  lead: "Choose a built-in set or drop your own. Nothing is uploaded: files are read by this page on this machine.",
  builtin: "Built-in sets",
  sets: { digits: "Drawn digits", sprites: "Sprites: shape, size, angle, place" },
  count: "Pictures",
  drop: "Drop files or a folder here",
  dropHint: "Pictures, a folder per class, .zip, IDX (MNIST), .npy, .npz, CSV, TSV, JSON",
  chooseFiles: "Choose files",
  chooseFolder: "Choose a folder",
  opening: (done: number, total: number) =>
    total > 0 ? `Reading … ${Math.round((100 * done) / total)} %` : "Reading …",
  understood: "What was understood",
  parts: { train: "training", validation: "validation", test: "test" },
  items: (count: string) => `${count} items`,
  openedIn: (time: string) => `opened in ${time}`,
  labels: "Labels",
  allLabels: "All",
  columns: "Columns",
  column: "Column",
  type: "Kind",
  sheet: "Contact sheet",
  sheetNote: (shown: string, all: string) => `${shown} of ${all} items, evenly spread`,
  problem: "This could not be opened",
  next: "Continue: choose a model",
};
