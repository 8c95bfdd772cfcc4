// “生成”面板的文字。

export const generate = {
  title: "生成",
  lead: "由模型生成的新数据：从先验（或拟合到潜变量的采样器）中抽取潜变量，再解码。",
  another: "换一个种子",
  temperature: "温度",
  temperatureNote: "小于 1 更典型，大于 1 更多样",
  count: "数量",
  from: "潜变量来自",
  prior: "先验",
  fitted: "拟合的采样器",
  condition: "条件",
  any: "与训练时相同的频率",
  each: "依次取每个值",
  download: "下载 PNG",
  downloadCsv: "下载 CSV",
  samples: "样本",
  none: "此模型没有可供抽样的先验。请在命令行为其潜变量拟合采样器（vaekit fit-sampler），或训练一个变分自编码器。",
  live: "使用此刻的权重抽取；训练时会随之变化。",
};
