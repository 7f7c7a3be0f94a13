"""The style sheet: light and dark, wide and narrow."""

STYLE = """
.hybrid-search{--blue:#2f6fb7;--green:#2e8540;--orange:#c2571a;--soft:color-mix(in srgb,currentColor 62%,transparent);
--line:color-mix(in srgb,currentColor 16%,transparent);font:15px/1.5 system-ui,sans-serif;color:inherit;
max-width:1120px;overflow-wrap:anywhere}
@media(prefers-color-scheme:dark){.hybrid-search{--blue:#6ea8e6;--green:#62bd75;--orange:#ee965a}}
.hybrid-search h1{font-size:1.05rem;font-weight:600;color:var(--soft);margin:0 0 .3rem}
.hybrid-search h2{font-size:1.1rem;margin:2rem 0 .5rem}
.hybrid-search h3{font-size:.95rem;margin:.4rem 0}
.hybrid-search .verdict{font-size:1.45rem;line-height:1.3;font-weight:600;margin:.2rem 0 1rem}
.hybrid-search p{margin:.4rem 0}
.hybrid-search small{color:var(--soft);font-size:.8rem;font-weight:400}
.hybrid-search .wide{overflow-x:auto}
.hybrid-search table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;background:none}
.hybrid-search th,.hybrid-search td{padding:.4rem .7rem;border:0;border-bottom:1px solid var(--line);text-align:right;
vertical-align:top;white-space:nowrap;overflow-wrap:normal;background:none}
.hybrid-search thead th{font-size:.8rem;font-weight:600;color:var(--soft);vertical-align:bottom;white-space:normal}
.hybrid-search th:first-child{text-align:left;padding-left:0;white-space:normal;min-width:9rem;font-weight:600}
.hybrid-search td small,.hybrid-search tbody th small,.hybrid-search li small{display:block}
.hybrid-search td b{font-weight:500}
.hybrid-search td.sure,.hybrid-search td.sure b{font-weight:700}
.hybrid-search .mark{font-size:.72rem;font-weight:600;border:1px solid var(--soft);border-radius:3px;padding:0 .3em;
color:var(--soft);white-space:nowrap}
.hybrid-search .winner .mark{color:var(--green);border-color:var(--green)}
.hybrid-search .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr));gap:1.5rem}
.hybrid-search figure{margin:0;max-width:500px}
.hybrid-search figcaption{font-size:.85rem;color:var(--soft)}
.hybrid-search svg{width:100%;height:auto;display:block;font:11px system-ui,sans-serif}
.hybrid-search svg text{fill:currentColor}
.hybrid-search svg .tick,.hybrid-search svg .axis{fill:var(--soft)}
.hybrid-search svg .tick{font-size:10px}
.hybrid-search svg .label{font-weight:600}
.hybrid-search svg .grid{stroke:var(--line)}
.hybrid-search svg .base{stroke:var(--soft)}
.hybrid-search svg .whisker{stroke:var(--blue);stroke-width:1.5;opacity:.55}
.hybrid-search svg .tail{stroke:var(--soft);stroke-dasharray:1 3;stroke-width:1.5;opacity:.7}
.hybrid-search svg .leader{stroke:var(--soft);stroke-width:.7}
.hybrid-search svg .handed{stroke:var(--soft);stroke-dasharray:5 4}
.hybrid-search svg .point{fill:var(--blue)}
.hybrid-search svg .winner{fill:var(--green)}
.hybrid-search svg .baseline{fill:none;stroke:var(--blue);stroke-width:2}
.hybrid-search svg .band{fill:var(--blue);opacity:.18}
.hybrid-search svg .curve{fill:none;stroke:var(--blue);stroke-width:2}
.hybrid-search svg .gain{fill:var(--green)}
.hybrid-search svg .loss{fill:var(--orange)}
.hybrid-search summary{cursor:pointer;padding:.35rem 0}
.hybrid-search summary .gain,.hybrid-search .relevant{color:var(--green)}
.hybrid-search summary .loss{color:var(--orange)}
.hybrid-search summary b{font-variant-numeric:tabular-nums;margin-right:.4em}
.hybrid-search .relevant,.hybrid-search .other{font-size:.8rem;font-weight:600}
.hybrid-search .other{color:var(--soft)}
.hybrid-search details{border-bottom:1px solid var(--line)}
.hybrid-search .sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr));gap:0 2rem}
.hybrid-search ol,.hybrid-search ul{margin:.2rem 0 1rem;padding-left:1.3rem}
.hybrid-search li{margin:.35rem 0;font-size:.9rem}
.hybrid-search dl{display:grid;grid-template-columns:minmax(7rem,14rem) 1fr;gap:.2rem 1rem;margin:.5rem 0;
font-size:.9rem}
.hybrid-search dt{color:var(--soft)}
.hybrid-search dd{margin:0}
"""

PAGE_STYLE = """
:root{color-scheme:light dark}
body{margin:0;padding:clamp(1rem,3vw,2.5rem);background:#fff;color:#1b1f24;display:flex;justify-content:center}
body>.hybrid-search{width:100%;min-width:0}
body>.hybrid-search th:first-child{position:sticky;left:0;background:#fff}
@media(max-width:600px){body>.hybrid-search th:first-child{min-width:6.5rem;padding-right:.3rem}}
@media(prefers-color-scheme:dark){body,body>.hybrid-search th:first-child{background:#14181d}body{color:#e4e8ec}}
"""
