// “数据”面板的文字。

export const data = {
  title: "数据",
  lead: "选择内置数据集，或拖入您自己的数据。不会上传任何内容：文件只由本页面在本机读取。",
  builtin: "内置数据集",
  sets: { digits: "手绘数字", sprites: "图形：形状、大小、角度、位置" },
  count: "图片数量",
  drop: "把文件或文件夹拖到这里",
  dropHint: "图片、按类别分的文件夹、.zip、IDX（MNIST）、.npy、.npz、CSV、TSV、JSON",
  chooseFiles: "选择文件",
  chooseFolder: "选择文件夹",
  opening: (done: number, total: number) =>
    total > 0 ? `正在读取……${Math.round((100 * done) / total)}%` : "正在读取……",
  understood: "识别结果",
  parts: { train: "训练", validation: "验证", test: "测试" },
  items: (count: string) => `${count} 项`,
  openedIn: (time: string) => `打开用时 ${time}`,
  labels: "标签",
  allLabels: "全部",
  columns: "列",
  column: "列名",
  type: "类型",
  sheet: "缩略图",
  sheetNote: (shown: string, all: string) => `均匀抽取 ${shown} 项，共 ${all} 项`,
  problem: "无法打开",
  next: "继续：选择模型",
};
