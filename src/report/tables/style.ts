// Rules of the pages about tables, beside those of every page.

/** The style sheet's second part. */
export const TABLE_STYLE = `
.key-line{margin-top:16px}
.swatch.square{border-radius:2px;opacity:.55}
.swatch.line{width:16px;height:0;border-radius:0;border-top:2.5px solid}
.swatch.thin{width:16px;height:0;border-radius:0;border-top:2px dotted var(--soft)}
.column figcaption{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 10px;margin:0 0 6px;color:var(--ink)}
.column figcaption strong{overflow-wrap:anywhere}
.column figcaption .score{margin-left:auto;font-variant-numeric:tabular-nums;color:var(--soft)}
.column figcaption .far{color:var(--second);font-weight:620}
.column figcaption .aside{flex-basis:100%;font-size:.8rem;color:var(--soft)}
.levels{display:grid;grid-template-columns:minmax(0,9em) minmax(40px,1fr) max-content;gap:3px 10px;margin:0;padding:0;list-style:none;font-size:.8rem;line-height:1.5}
.levels li{display:contents}
.levels .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.levels .soft{font-style:italic}
.levels .share{color:var(--soft);text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.levels b{color:var(--accent);font-weight:560}
.track{position:relative;align-self:center;height:12px}
.track i{position:absolute;top:0;bottom:0;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.track .real{left:0;background:var(--idle);opacity:.45;border-radius:0 2px 2px 0}
.track .synthetic{width:3px;margin-left:-1.5px;top:-1px;bottom:-1px;background:var(--accent);border-radius:1px}
.track .holdout{width:0;margin-left:-1px;top:1px;bottom:1px;border-left:2px dotted var(--soft)}
.matrices{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr));gap:24px 24px;margin-top:20px}
.matrices.wide{grid-template-columns:repeat(auto-fill,minmax(min(100%,480px),1fr))}
.matrices>*{min-width:0}
.matrices figcaption{margin:0 0 6px;color:var(--ink)}
.matrices figcaption span{color:var(--soft)}
.middle{max-width:760px;margin-top:20px}
.ramp{display:flex;align-items:center;gap:8px;margin-top:14px;font-size:.82rem;color:var(--soft);font-variant-numeric:tabular-nums}
.ramp i{width:min(220px,40vw);height:10px;border-radius:5px;background:linear-gradient(90deg,var(--second),transparent,var(--accent));print-color-adjust:exact;-webkit-print-color-adjust:exact}
.rows{font-size:.84rem}
.rows th,.rows td{padding-top:4px;padding-bottom:4px;max-width:18em;overflow:hidden;text-overflow:ellipsis}
.rows td.text,td.nowrap{white-space:nowrap}
.rows tbody th{text-align:left;font-weight:620;color:var(--soft);padding-top:12px;border-bottom-color:var(--line)}
.rows tbody.made td{color:var(--accent)}
.rows td.gap{color:var(--soft)}
.definitions{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,400px),1fr));gap:4px 40px;margin-top:20px}
.columns td.text{max-width:28em}
.columns td:nth-child(4){min-width:15em}
.columns td:nth-child(5){min-width:11em}
.measures+.pair{margin-top:32px}
.measures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));gap:24px 36px;margin:20px 0 0}
.measures div{border-top:1px solid var(--line);padding-top:10px;break-inside:avoid}
.measures dt{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 10px;font-weight:620}
.measures dd{margin:0;font-size:.88rem;line-height:1.45;color:var(--soft)}
.measures dd.value{font-size:.95rem;color:var(--ink);font-variant-numeric:tabular-nums}
.measures dd.value b{font-size:1.25rem;font-weight:620}
.badge{margin-left:auto;padding:0 8px;border:1px solid var(--line);border-radius:9px;font-size:.76rem;font-weight:500;line-height:1.6;color:var(--soft);white-space:nowrap}
.badge.weak{border-color:var(--second);color:var(--second)}
.badge.clear{background:var(--second);border-color:var(--second);color:var(--page)}
.ranking{margin:16px 0 0;padding:0;list-style:none}
.ranking>li{display:grid;grid-template-columns:2.2em minmax(120px,170px) minmax(0,1fr);gap:6px 20px;padding:12px 0;border-top:1px solid var(--line);break-inside:avoid}
.ranking .rank{color:var(--soft);font-variant-numeric:tabular-nums}
.ranking .what{display:flex;flex-direction:column;font-size:.88rem;line-height:1.4;color:var(--soft);font-variant-numeric:tabular-nums}
.ranking .what b{font-size:1.05rem;font-weight:620;color:var(--ink)}
.ranking .what .hit{color:var(--second);font-weight:620}
.reasons{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,190px),1fr));gap:8px 20px;margin:0;padding:0;list-style:none;font-size:.84rem;line-height:1.4}
.reasons li{min-width:0}
.reasons .cell{display:flex;gap:8px;justify-content:space-between}
.reasons .cell span{min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.reasons .cell .plus{flex:none;color:var(--soft);font-variant-numeric:tabular-nums}
.reasons .bar{display:block;height:5px;margin-top:3px;border-radius:2px;background:var(--accent);print-color-adjust:exact;-webkit-print-color-adjust:exact}
@media (max-width:560px){
.ranking>li{grid-template-columns:2.2em minmax(0,1fr)}
.ranking .reasons{grid-column:1/-1}
.plot.small text{font-size:14px}
}
@media print{
.rows{font-size:6.5pt}
.rows th,.rows td,.rows td.text{padding:2px 4px 2px 0;white-space:normal;overflow-wrap:anywhere}
}
`;
