package report

// htmlDefinitions are the shapes of the lights and the hatch of what is taken out.
const htmlDefinitions = `<svg width="0" height="0" aria-hidden="true" class="defs"><defs>` +
	`<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="closed" width="6" height="6"/><path class="stripe" d="M0 0V6"/></pattern>` +
	`<symbol id="light-met" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7.5" fill="currentColor"/><path class="in" d="M4.5 8.3l2.4 2.4 4.6-5.2"/></symbol>` +
	`<symbol id="light-risk" viewBox="0 0 16 16"><path d="M8 .8L15.8 15H.2z" fill="currentColor"/><path class="in" d="M8 5.5v4.6M8 11.6v1.8"/></symbol>` +
	`<symbol id="light-miss" viewBox="0 0 16 16"><path d="M.8.8h14.4v14.4H.8z" fill="currentColor"/><path class="in" d="M4.7 4.7l6.6 6.6m0-6.6l-6.6 6.6"/></symbol>` +
	`<symbol id="light-none" viewBox="0 0 16 16"><circle class="out" cx="8" cy="8" r="6.7"/><path class="out" d="M4.5 8h7"/></symbol>` +
	"</defs></svg>\n"

// htmlStyle is the style of a page: light and dark, cards instead of tables on a narrow
// screen, and rules for paper. Colours of text have a contrast of 4.5 to 1 or more in
// both schemes.
const htmlStyle = `
:root{color-scheme:light dark;
--bg:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--faint:#f3f5f7;--grid:#dfe4e9;
--met:#00695c;--met-bg:#e0f2ef;--risk:#8a5300;--risk-fill:#e69f00;--risk-bg:#fff3d6;--miss:#b3261e;--miss-bg:#fde7e4;--none:#59646f;--none-bg:#eceff2;
--mark:#0b5cad;--mark2:#7fb0de;--closed:#e3e7eb;--paused:#9aa5b1;
--h0:#e8f1fa;--h1:#b9d4ee;--h2:#7fb0de;--h3:#2c6cad;--h4:#0b3f7d;--on-h:#fff}
@media screen and (prefers-color-scheme:dark){:root{
--bg:#12161b;--ink:#e8ecf0;--soft:#a3afbb;--line:#38424d;--faint:#1b2129;--grid:#2b343e;
--met:#5cc9b5;--met-bg:#12352f;--risk:#f2bd4f;--risk-fill:#e69f00;--risk-bg:#3a2d0d;--miss:#ff8a7a;--miss-bg:#431c18;--none:#a3afbb;--none-bg:#262e37;
--mark:#6fb1f0;--mark2:#2f659b;--closed:#2a323b;--paused:#5d6a78;
--h0:#1a2733;--h1:#1f4468;--h2:#2a6299;--h3:#4f93d6;--h4:#9cccff;--on-h:#0b1117}}
*{box-sizing:border-box}
html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;background:var(--bg);color:var(--ink);-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:1.25rem clamp(1rem,4vw,2.5rem) 3rem;max-width:72rem;font-variant-numeric:tabular-nums lining-nums;overflow-wrap:break-word}
h1{font-size:1.75rem;line-height:1.2;margin:.2rem 0 .3rem;text-wrap:balance}
h2{font-size:1.2rem;margin:2.6rem 0 .5rem;padding-top:.7rem;border-top:2px solid var(--ink)}
h3{font-size:1rem;margin:1.6rem 0 .3rem}
p{margin:.3rem 0 .7rem;max-width:46rem}
ul{margin:.4rem 0 1rem;padding-left:1.3rem;max-width:56rem}
a{color:inherit;text-underline-offset:.15em}
bdi{overflow-wrap:anywhere}
.way{margin:0;font-size:.875rem}
.lead{font-size:1.2rem;line-height:1.45;max-width:50rem;margin:.8rem 0 1rem}
dl{display:grid;grid-template-columns:minmax(5rem,max-content) 1fr;gap:.1rem 1rem;margin:.6rem 0 1rem;font-size:.925rem}
dt{color:var(--soft)}dd{margin:0}
header dl{font-size:.875rem}
.defs{position:absolute}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.5rem}
.contents{font-size:.875rem;margin:1rem 0 0;display:flex;flex-wrap:wrap;gap:.1rem 1rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(10rem,46%),1fr));gap:.7rem;margin:1.1rem 0 .4rem;padding:0;list-style:none;max-width:none}
.tiles li{border:1px solid var(--line);border-left:6px solid var(--line);border-radius:4px;padding:.55rem .8rem .6rem}
.tiles .v{word-break:keep-all;font-size:clamp(1.12rem,4.4vw,1.5rem);font-weight:650;line-height:1.25;display:block}
.tiles .v svg{display:inline-block;width:.8em;height:.8em;margin-right:.35em}
.tiles .k{font-size:.84rem;color:var(--soft);display:block}
.tiles .met{border-left-color:var(--met)}.tiles .miss{border-left-color:var(--miss)}.tiles .risk{border-left-color:var(--risk-fill)}
.tiles .met svg{color:var(--met)}.tiles .miss svg{color:var(--miss)}.tiles .risk svg{color:var(--risk)}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;margin:.3rem 0 .5rem;padding:0;list-style:none;font-size:.84rem;color:var(--soft)}
.legend li{display:flex;align-items:center;gap:.35rem}.legend svg{flex:none}
.b{word-break:keep-all;display:inline-flex;align-items:center;gap:.35em;font-weight:650;font-size:.875rem;line-height:1.25;padding:.12em .5em .12em .38em;border-radius:3px}
.b bdi{overflow-wrap:normal}
.b svg{width:1em;height:1em;flex:none}
.b.met{color:var(--met);background:var(--met-bg)}.b.miss{color:var(--miss);background:var(--miss-bg)}.b.risk{color:var(--risk);background:var(--risk-bg)}.b.none{color:var(--none);background:var(--none-bg)}
.scroll{overflow-x:auto;margin:.5rem 0 1rem}
table{border-collapse:collapse;width:100%;font-size:.925rem}
th,td{padding:.42rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}
thead th{font-size:.8rem;color:var(--soft);font-weight:600;vertical-align:bottom;border-bottom:1px solid var(--ink)}
tbody th{font-weight:600;min-width:8.5rem}td{min-width:3.5rem}td:not([class]){min-width:6rem}
.n{text-align:right;white-space:nowrap}.t{white-space:nowrap}
.n bdi,.t bdi,.s bdi{overflow-wrap:normal}
.s bdi{word-break:keep-all}
.sum td,.sum th{border-top:1px solid var(--ink);font-weight:650}
.d1 th{font-weight:400;padding-left:1.1rem!important}.d2 th{font-weight:400;padding-left:2.2rem!important}.d3 th{font-weight:400;padding-left:3.3rem!important}
.pic{min-width:9rem;width:18%;padding-left:1rem;padding-right:1.2rem}
.why,.notes{color:var(--soft);font-size:.85rem}.why{display:block}.notes{min-width:12rem}.notes span{display:block}
figure{margin:.8rem 0 1.4rem}
figcaption{margin:0 0 .35rem;max-width:46rem;color:var(--soft);font-size:.875rem}
figcaption b{color:var(--ink);font-size:.95rem;display:block}
svg{display:block;overflow:visible}
svg text{font-size:12px;fill:var(--soft);unicode-bidi:plaintext}
svg .t{fill:var(--ink)}svg .e{text-anchor:end}svg .m{text-anchor:middle}svg .strong{font-weight:650}
svg .axis{stroke:var(--grid);stroke-width:1}svg .base{stroke:var(--ink);stroke-width:1}
svg .target{stroke:var(--ink);stroke-width:2}
svg .promise,svg .ideal,svg .line{fill:none;vector-effect:non-scaling-stroke}
svg .promise{stroke:var(--ink);stroke-width:2}svg .ideal{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 3}
svg .line{stroke:var(--mark);stroke-width:2;stroke-linejoin:round}
svg .range{fill:var(--mark2)}svg .open{opacity:.5}svg .bar{fill:var(--mark)}
svg .met{fill:var(--met)}svg .miss,svg .over{fill:var(--miss)}svg .risk{fill:var(--risk-fill)}svg .up{fill:var(--h1)}svg .closed{fill:var(--closed)}svg .paused{fill:var(--paused)}svg .unknown{fill:var(--grid)}
svg .mark path,svg .mark circle{stroke:var(--bg);stroke-width:1}svg .mark .ring{fill:var(--bg);stroke:var(--none);stroke-width:2}svg .mark .cross{fill:none;stroke:var(--bg);stroke-width:1.6}
svg .gap{stroke-width:3}svg .gap.met{stroke:var(--met)}svg .gap.risk{stroke:var(--risk-fill)}svg .gap.miss{stroke:var(--miss)}svg .gap.none{stroke:var(--paused)}
svg .hatch{fill:url(#hatch)}.stripe{stroke:var(--paused);stroke-width:4}
.in{fill:none;stroke:var(--bg);stroke-width:2}.out{fill:none;stroke:currentColor;stroke-width:1.7}
.h0{background:var(--h0)}.h1{background:var(--h1)}.h2{background:var(--h2)}.h3{background:var(--h3);color:var(--on-h)}.h4{background:var(--h4);color:var(--on-h)}
svg .h0{fill:var(--h0)}
.heat{font-size:.8rem;table-layout:fixed}.heat td{text-align:center;padding:.28rem .1rem;border:2px solid var(--bg)}.heat th{padding:.28rem .3rem .28rem 0;border:0;font-weight:400;min-width:0}.heat thead th{text-align:center}.heat td,.heat thead th+th{white-space:nowrap;overflow-wrap:normal}.heat thead th:first-child{width:24%;text-align:left}
details{margin:.4rem 0 1rem}summary{cursor:pointer;font-size:.875rem;color:var(--soft)}
.box{border:1px solid var(--line);border-radius:4px;padding:.7rem 1rem;background:var(--faint);margin:.8rem 0}
.box p{max-width:56rem;margin:0;font-size:.925rem}
footer{margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--line);font-size:.8rem;color:var(--soft)}
@media (max-width:24rem){.p1{display:none}}
@media (max-width:40rem){.p2{display:none}
html{font-size:15px}
.stack thead{position:absolute;left:-99rem}
.stack,.stack tbody,.stack tr,.stack td,.stack th{display:block;width:100%}
.stack tr{border-bottom:1px solid var(--line);padding:.6rem 0}
.stack td,.stack th{border:0;padding:.08rem 0;text-align:left;white-space:normal}
.stack tbody th{font-size:1.02rem}
.stack td[data-k]{display:flex;gap:1rem;justify-content:space-between;align-items:baseline;flex-wrap:wrap}
.stack td[data-k]::before{content:attr(data-k);color:var(--soft);font-size:.84rem;flex:none}
.stack td[data-k]:empty{display:none}
.stack td.n{text-align:right}
.stack td.pic{padding:.3rem 6px .2rem}.stack td.pic::before{display:none}
.stack td.notes{display:block}.stack td.notes::before{display:block}
.stack .sum{border-top:1px solid var(--ink)}
.heat{font-size:.7rem;table-layout:auto}.heat thead th:first-child{width:auto}.heat tbody th{min-width:3rem}.heat td{min-width:0}.heat td,.heat thead th+th{padding-left:0;padding-right:0}
}
@media print{
@page{size:A4;margin:14mm 13mm 16mm}
html{font-size:9.6pt}body{max-width:none;padding:0}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
h2,h3,figcaption,thead{break-after:avoid}tr,figure,.box,.tiles,li{break-inside:avoid}
h2+p,h3+p,h2+dl{break-after:avoid}.sum{break-before:avoid}
.contents,.skip{display:none}
thead{display:table-header-group}.scroll{overflow:visible}
details:not([open])::details-content{content-visibility:visible;block-size:auto}
h2{margin-top:1.6rem}
}
`
