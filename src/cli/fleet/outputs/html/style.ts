/** How the page looks: the words and colours of the emulator's console, in the light, in the dark and on paper. */
export const STYLE = `
:root{color-scheme:light;--page:#fff;--raised:#f6f7f8;--hover:#eef0f2;--line:#e1e4e8;--edge:#868e99;--text:#1c2126;--dim:#5b6570;--accent:#2457c5;--good:#18743b;--odd:#8a5a00;--bad:#b3261e;--bad-back:#fdf0ef;--odd-back:#fcf5e6;--good-back:#eef7f1;
--font:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;--font-code:ui-monospace,"SF Mono","Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--page:#15171a;--raised:#1c1f23;--hover:#24282d;--line:#2d3238;--edge:#6b7480;--text:#e4e7ea;--dim:#9aa4ae;--accent:#84aaff;--good:#5cc98a;--odd:#e3b155;--bad:#ff8f86;--bad-back:#331b1a;--odd-back:#2f2716;--good-back:#16281d}}
@media (prefers-contrast:more){:root{--line:var(--edge);--dim:var(--text)}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:.875rem/1.5 var(--font);-webkit-text-size-adjust:100%}
h1,h2,h3,p,ul,dl,dd{margin:0;padding:0;min-width:0;overflow-wrap:anywhere}
h1{font-size:1.25rem;line-height:1.3;font-weight:600}
h2{font-size:1rem;font-weight:600}
h3{font-size:.875rem;font-weight:600}
ul{list-style:none}
code,pre{font-family:var(--font-code);font-size:.8125rem}
pre{margin:0;padding:12px;border-radius:6px;background:var(--raised);white-space:pre-wrap;overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
main{display:grid;grid-template-columns:minmax(0,1fr);gap:40px;max-width:1232px;margin:0 auto;padding:24px 16px 40px}
header,section,figure{display:grid;grid-template-columns:minmax(0,1fr);gap:12px;margin:0}
section>section{margin-top:12px}
.dim,.brand,footer{color:var(--dim)}
.brand,footer{font-size:.75rem}
.is-good{color:var(--good)}.is-bad{color:var(--bad)}.is-odd{color:var(--odd)}
.verdict{padding:8px 12px;border-left:3px solid var(--edge);border-radius:6px;background:var(--raised);font-size:1rem}
.verdict.is-good{border-color:var(--good);background:var(--good-back);color:var(--text)}
.verdict.is-odd{border-color:var(--odd);background:var(--odd-back);color:var(--text)}
.verdict.is-bad{border-color:var(--bad);background:var(--bad-back);color:var(--text)}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,270px),1fr));gap:0 24px}
.facts>div{display:grid;grid-template-columns:68px minmax(0,1fr);gap:12px;padding:6px 0;border-bottom:1px solid var(--line)}
dt{color:var(--dim)}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,140px),1fr));gap:12px}
.tiles>div{display:flex;flex-direction:column;padding:8px 12px;border:1px solid var(--line);border-radius:6px}
.tiles dt,.tiles .note{font-size:.75rem}
.tiles dd{overflow-wrap:anywhere}
.tiles .figure{font-size:1.25rem;font-variant-numeric:tabular-nums}
.tiles .note{color:var(--dim)}
.legend{display:flex;flex-wrap:wrap;gap:0 16px;color:var(--dim);font-size:.75rem}
.legend li{display:flex;align-items:center;gap:6px}
.swatch{flex:none}
.plot{padding:10px 16px 40px 60px}
.plot>svg{display:block;width:100%;overflow:visible}
.plot svg svg{overflow:visible}
.grid text{fill:var(--dim);font-size:12px;font-variant-numeric:tabular-nums}
.grid line{stroke:var(--line)}
.stroke{fill:none;stroke:var(--accent);stroke-width:2;vector-effect:non-scaling-stroke;pointer-events:none;stroke-linejoin:round}
.area{fill:var(--dim);opacity:.18;pointer-events:none}
.part{fill:transparent}.part:hover{fill:var(--edge);opacity:.25}
.s-taken{stroke:var(--edge);stroke-width:1.5}
.s-target{stroke:var(--odd);stroke-width:1.5;stroke-dasharray:8 4}
.s-p90,.s-service{stroke:var(--good);stroke-dasharray:8 3}
.s-p99,.s-lateness,.s-failed{stroke:var(--odd);stroke-dasharray:4 3}
.s-max{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:2 3}
.s-refused{stroke:var(--bad)}
.s-dropped{stroke:var(--text);stroke-dasharray:2 3}
.s-pending{stroke:var(--odd)}
.table{overflow-x:auto}
table{min-width:min(100%,480px);border-collapse:collapse}
th,td{padding:6px 24px 6px 0;border-bottom:1px solid var(--line);font-weight:400;text-align:left;vertical-align:baseline}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--dim);font-size:.75rem;white-space:nowrap}
.name,.prose{overflow-wrap:anywhere}
.name{min-width:12rem}.prose{min-width:16rem}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
summary{padding:4px 0;color:var(--accent);cursor:pointer}
@media (max-width:640px){.minor{display:none}.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media print{body{font-size:9pt}main{padding:0;gap:24px;max-width:none}.table{overflow:visible}figure,.tiles>div,tr,.verdict{break-inside:avoid}h2,h3{break-after:avoid}details{display:none}.verdict,.area{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
