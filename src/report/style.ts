// The look of a report: system fonts, both colour schemes, narrow and wide, paper. Colours are variables, so that plots
// drawn once follow the scheme of the reader.

/** Colours by name, for light and for dark. Text colours keep 4.5:1 and marks 3:1 against `page` and `surface`. */
export const COLOURS = {
  light: {
    page: "#fafaf7",
    surface: "#ffffff",
    ink: "#1b1f24",
    soft: "#5a626c",
    line: "#dddcd5",
    accent: "#2f62cf",
    second: "#c2500a",
    idle: "#85898f",
  },
  dark: {
    page: "#131519",
    surface: "#1b1e24",
    ink: "#e7e8ea",
    soft: "#a4acb7",
    line: "#333841",
    accent: "#8ab0ff",
    second: "#ffa264",
    idle: "#78808b",
  },
} as const;

/** Twelve colours for classes, told apart in both schemes. */
export const CLASS_COLOURS = {
  light: [
    ...["#2f62cf", "#d4690b", "#25883f", "#cf3434", "#8454cf", "#8a5a3c"],
    ...["#cc3f93", "#6d747e", "#877a00", "#0f8799", "#14284f", "#5f8220"],
  ],
  dark: [
    ...["#7da7ff", "#ffa24d", "#5fd083", "#ff7d7d", "#bf9dff", "#cf9f80"],
    ...["#ff92d0", "#aab2be", "#dccf52", "#52d2e2", "#f1f1f1", "#acd660"],
  ],
} as const;

/** The CSS value of a class's colour. */
export function classColour(index: number): string {
  return `var(--class-${index})`;
}

function variables(scheme: "light" | "dark"): string {
  const named = Object.entries(COLOURS[scheme]).map(([name, value]) => `--${name}:${value}`);
  const classes = CLASS_COLOURS[scheme].map((value, i) => `--class-${i}:${value}`);
  return [...named, ...classes].join(";");
}

/** The style sheet. */
export const STYLE = `
:root{color-scheme:light dark;${variables("light")}}
@media (prefers-color-scheme:dark){@media screen{:root{${variables("dark")}}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{max-width:1176px;margin:0 auto;padding:0 24px}
header{padding-top:48px}
h1{margin:0 0 6px;font-size:clamp(1.7rem,4.5vw,2.5rem);line-height:1.15;letter-spacing:-.02em;font-weight:650;overflow-wrap:anywhere}
h2{margin:0 0 4px;font-size:1.35rem;line-height:1.3;letter-spacing:-.01em;font-weight:640}
h3{margin:28px 0 8px;font-size:1rem;font-weight:640}
p{margin:0 0 12px;max-width:72ch}
a{color:var(--accent)}
code,pre{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.overline{margin:0 0 6px;color:var(--soft);font-size:.85rem}
.lead{margin:16px 0 24px;font-size:1.15rem;line-height:1.5;max-width:62ch}
.soft,figcaption{color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(max(148px,(100% - 12px * (var(--columns) - 1)) / var(--columns)),1fr));gap:12px;margin:0}
.tiles div{display:flex;flex-direction:column;padding:12px 14px;background:var(--surface);border:1px solid var(--line);border-radius:10px}
.tiles dt{color:var(--soft);font-size:.82rem}
.tiles dd{margin:0;font-size:1.5rem;line-height:1.25;font-weight:620;letter-spacing:-.01em;font-variant-numeric:tabular-nums}
.tiles dd.unit{margin-top:2px;font-size:.78rem;line-height:1.35;font-weight:400;letter-spacing:0;color:var(--soft)}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;margin:24px 0 0;padding:0;list-style:none;font-size:.92rem}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
section{margin-top:56px;scroll-margin-top:16px}
section>p{color:var(--soft)}
figure{margin:0}
.pair>*,.trio>*{min-width:0}
figcaption{margin-top:8px;font-size:.88rem;line-height:1.45;max-width:68ch}
figcaption strong{color:var(--ink);font-weight:620}
.pair{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,440px),1fr));gap:32px 40px;margin-top:20px;align-items:start}
.pair>figure{max-width:640px}
.pair>:only-child{grid-column:1/-1}
.trio{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:28px 36px;margin-top:24px}
.below{margin-top:20px}
.above figcaption{margin:0 0 4px;color:var(--ink)}
.above figcaption span{color:var(--soft)}
img{display:block;max-width:100%;height:auto}
.pixels{image-rendering:pixelated}
.strips{--across:12;display:flex;gap:12px;margin-top:16px;container-type:inline-size}
.strips>*{--cell:min(var(--width),(100cqw - 76px - 4px * (var(--across) - 1)) / var(--across))}
.strips ul{display:flex;flex-wrap:wrap;gap:12px 4px;margin:0;padding:0;list-style:none}
.strips li{width:var(--cell);font-size:.72rem;line-height:1.5;text-align:center;color:var(--soft);font-variant-numeric:tabular-nums}
.strips img{width:100%}
.key{flex:none;width:60px;display:flex;flex-direction:column;gap:calc(4 / var(--tall) * var(--cell));font-size:.8rem;color:var(--soft)}
.key span{display:flex;height:calc(var(--cell) * var(--ratio));align-items:center;justify-content:flex-end}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:12px 0 0;padding:0;list-style:none;font-size:.88rem}
.legend li{display:flex;align-items:center;gap:6px;overflow-wrap:anywhere}
.swatch{flex:none;width:11px;height:11px;border-radius:50%}
.swatch.dash{width:16px;height:0;border-radius:0;border-top:2px dashed var(--soft)}
.plot{--plot-background:var(--page);overflow:visible;width:100%;height:auto;max-width:none;color:var(--soft)}
.scroll{overflow-x:auto;margin-top:16px}
.pair .scroll{margin-top:0}
table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{caption-side:bottom;padding-top:8px;text-align:left;color:var(--soft);font-size:.88rem}
th,td{padding:7px 14px 7px 0;border-bottom:1px solid var(--line);text-align:right;vertical-align:baseline;font-weight:400;white-space:nowrap}
th[scope=row],.text{text-align:left}
td.text{white-space:normal}
thead th{color:var(--soft);font-size:.85rem}
tbody th{font-weight:560}
th .unit{margin-left:6px;font-weight:400;font-size:.88em;color:var(--soft)}
tbody.item tr:not(:last-child)>*{border-bottom-color:transparent;padding-bottom:0}
abbr[title]{text-decoration:underline dotted;text-underline-offset:3px;cursor:help}
dl.facts{display:grid;grid-template-columns:minmax(110px,max-content) 1fr;gap:6px 20px;margin:16px 0 0;font-size:.95rem}
dl.facts dt{color:var(--soft)}
dl.facts dd{margin:0;overflow-wrap:anywhere}
dl.glossary{margin:0;font-size:.88rem;line-height:1.45}
dl.glossary div{margin-bottom:10px}
dl.glossary dt{font-weight:620}
dl.glossary dd{margin:0;color:var(--soft)}
ul.plain{margin:8px 0 0;padding-left:1.1em;max-width:80ch;overflow-wrap:anywhere}
details{margin-top:20px;border:1px solid var(--line);border-radius:10px;background:var(--surface)}
summary{padding:10px 14px;cursor:pointer;font-weight:560}
details pre{margin:0;padding:4px 14px 14px;overflow-x:auto}
details .scroll{margin:0;padding:0 14px 12px}
footer{margin-top:64px;padding-top:16px;padding-bottom:40px;color:var(--soft);font-size:.85rem}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
@media (max-width:900px){.strips{--across:8}}
@media (max-width:560px){
header,main,footer{padding-left:16px;padding-right:16px}
header{padding-top:28px}
section{margin-top:44px}
.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}
.pixels{image-rendering:auto}
.key{display:none}
.strips{--across:4}
.strips>*{--cell:min(var(--width),(100cqw - 12px) / 4)}
.strips ul{width:100%;justify-content:space-between}
th .unit{display:block;margin:0}
.plot.large text{font-size:17px}
dl.facts{grid-template-columns:1fr;gap:0}
dl.facts dd{margin-bottom:8px}
}
@media print{
body{background:#fff;font-size:11pt}
nav{display:none}
section{break-inside:auto;margin-top:28px}
h2,h3{break-after:avoid}
figure,tr,.tiles div,.strips li{break-inside:avoid}
details::details-content{content-visibility:visible;display:block}
details pre{white-space:pre-wrap}
.pair{grid-template-columns:1fr 1fr}
}
`;
