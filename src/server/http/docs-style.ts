// The look of the page of routes: system fonts, light and dark, narrow and wide.

/** The style sheet. */
export const STYLE = `
:root{color-scheme:light dark;--page:#fafaf7;--surface:#fff;--ink:#1b1f24;--soft:#5a626c;--line:#dddcd5;--accent:#2f62cf}
@media (prefers-color-scheme:dark){:root{--page:#131519;--surface:#1b1e24;--ink:#e7e8ea;--soft:#a4acb7;--line:#333841;--accent:#8ab0ff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main{max-width:860px;margin:0 auto;padding:0 20px}
header{padding-top:40px}
main{padding-bottom:64px}
h1{margin:0;font-size:clamp(1.6rem,5vw,2.2rem);line-height:1.2;font-weight:650;letter-spacing:-.02em}
h2{margin:48px 0 12px;font-size:1.25rem;font-weight:640}
h3{margin:0;font-size:1rem;font-weight:600;overflow-wrap:anywhere}
h4{margin:16px 0 4px;font-size:.85rem;font-weight:600;color:var(--soft)}
p{margin:6px 0 12px;max-width:70ch}
a{color:var(--accent)}
code,pre{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:12px 0;padding:12px 14px;overflow-x:auto;background:var(--surface);border:1px solid var(--line);border-radius:8px}
section{margin-top:14px;padding:14px 18px;background:var(--surface);border:1px solid var(--line);border-radius:10px}
section>p{margin-bottom:0;color:var(--soft)}
.method{margin-right:8px;color:var(--accent);font-size:.8rem;font-weight:650;letter-spacing:.03em}
summary{margin-top:10px;cursor:pointer;color:var(--accent);width:fit-content}
dl{margin:4px 0 0}
dt{margin-top:8px;overflow-wrap:anywhere}
dt .soft{margin-left:6px}
dd{margin:0;color:var(--soft)}
.soft{color:var(--soft);font-size:.9em}
`;
