/** The look of the HTML report: system fonts, both schemes, and paper. */

export const style = `
:root {
  color-scheme: light dark;
  --ground: #fbfbf9; --card: #ffffff; --ink: #1d2329; --soft: #5c6670; --rule: #d9dde1; --grid: #e7eaed;
  --agent: #0b7a75; --copilot: #3f6fb5; --fell: #b3261e; --good: #1c7c3c; --evidence: #c98a1b; --band: #eef2f4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181c; --card: #1b2026; --ink: #e4e8eb; --soft: #9aa5af; --rule: #343c44; --grid: #2a3138;
    --agent: #3fb8b0; --copilot: #7ea6e0; --fell: #ff8a80; --good: #69c488; --evidence: #e3b04f; --band: #222930;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, "Noto Sans CJK SC",
  "Microsoft YaHei", sans-serif; }
main { max-width: 940px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 1.25rem; margin: 44px 0 10px; padding-top: 14px; border-top: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 24px 0 6px; }
p { margin: 6px 0; }
.soft { color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(210px, 1fr)); gap: 12px; margin: 22px 0; }
.tile { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 14px 16px; }
.tile b { display: block; font-size: 1.7rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tile.good b { color: var(--good); }
.tile.bad { border-color: var(--fell); }
.tile.bad b { color: var(--fell); }
figure { margin: 16px 0; padding: 14px 14px 8px; background: var(--card); border: 1px solid var(--rule);
  border-radius: 8px; }
figcaption { font-weight: 600; margin-bottom: 6px; }
svg { display: block; width: 100%; height: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 8px 0 4px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--grid); }
thead th { color: var(--soft); font-weight: 600; border-bottom-color: var(--rule); }
tbody th { font-weight: 400; }
.number { text-align: right; white-space: nowrap; }
.nowrap { white-space: nowrap; }
tr.result > * { font-weight: 700; border-bottom: 0; border-top: 2px solid var(--rule); }
tr.fell td.change, tr.breaks th, .warn { color: var(--fell); font-weight: 600; }
details summary { cursor: pointer; color: var(--soft); margin: 8px 0; }
code { font: 0.92em ui-monospace, Menlo, Consolas, monospace; }
text { fill: var(--ink); font-size: 12.5px; }
text.name { font-weight: 600; }
.grid { stroke: var(--grid); }
.tick { stroke: var(--soft); }
.zero { stroke: var(--ink); stroke-width: 1.5; }
.climb { fill: none; stroke: var(--agent); stroke-width: 3; stroke-linejoin: round; }
.evidence { fill: none; stroke: var(--evidence); stroke-width: 1.5; }
.signed { fill: var(--card); stroke: var(--agent); stroke-width: 2.5; }
.fell { fill: var(--fell); }
.bar { fill: var(--copilot); opacity: 0.75; }
.bar.agent { fill: var(--agent); }
.dot { fill: var(--card); stroke: var(--ink); stroke-width: 1.2; }
.band { fill: var(--band); }
.room { fill: var(--copilot); opacity: 0.75; }
.room.breaks { fill: var(--fell); }
.turn { stroke: var(--ink); stroke-width: 2; }
.key { display: inline-block; width: 14px; height: 4px; border-radius: 2px; vertical-align: middle; margin: 0 4px 0 10px; }
.key.climb { background: var(--agent); }
.key.evidence { background: var(--evidence); }
.key.fell { background: var(--fell); }
@media print {
  :root { --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --rule: #aaa; --grid: #ddd; }
  main { max-width: none; padding: 0; }
  figure, tr, .tile { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`;
